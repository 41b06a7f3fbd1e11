package proxystore.relay.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import proxystore.relay.limit.AddressRates;

class BearerAuthenticatorTest {
    private static final Authentication ALICE = new Authentication.Accepted(new User("alice", "Alice"));

    private final List<String> events = new ArrayList<>();
    private final Authenticator authenticator = new BearerAuthenticator(new AsyncTokenVerifier() {
        @Override
        public CompletionStage<Authentication> check(BearerToken token) {
            events.add("check " + token.value());
            return CompletableFuture.completedStage(ALICE);
        }

        @Override
        public void close() {
            events.add("close");
        }
    });

    private Authentication authenticate(Optional<String> authorization) {
        return authenticator
                .authenticate(new Credentials(authorization, Optional.empty()))
                .toCompletableFuture()
                .join();
    }

    @Test
    void tokenIsChecked() {
        assertThat(authenticate(Optional.of("Bearer token"))).isEqualTo(ALICE);
        assertThat(events).containsExactly("check token");
    }

    @Test
    void missingHeaderIsUnauthorizedWithProxyStoresText() {
        assertThat(authenticate(Optional.empty()))
                .isEqualTo(new Authentication.Unauthorized("Request headers are missing authorization header."));
        assertThat(events).isEmpty();
    }

    @Test
    void malformedHeaderIsUnauthorizedWithProxyStoresText() {
        assertThat(authenticate(Optional.of("Basic YTpi")))
                .isEqualTo(new Authentication.Unauthorized("Bearer token in authorization header is malformed."));
        assertThat(events).isEmpty();
    }

    @Test
    void errorOfTheCheckIsUnavailable() {
        Authenticator failing = new BearerAuthenticator(token -> {
            throw new OutOfMemoryError("no thread");
        });
        assertThat(failing.authenticate(new Credentials(Optional.of("Bearer token"), Optional.empty())))
                .isCompletedWithValue(new Authentication.Unavailable("the check failed"));
    }

    @Test
    void unknownTokensOfAnAddressWithManyRefusedOnesAreNotChecked() {
        List<String> checked = new ArrayList<>();
        long[] nowNanos = {0};
        Authenticator throttled = new BearerAuthenticator(
                new AsyncTokenVerifier() {
                    @Override
                    public CompletionStage<Authentication> check(BearerToken token) {
                        checked.add(token.value());
                        return CompletableFuture.completedStage(
                                token.value().startsWith("junk") ? Authentication.Forbidden.NOT_ACTIVE : ALICE);
                    }

                    @Override
                    public boolean isKnown(BearerToken token) {
                        return token.value().equals("known");
                    }
                },
                new AddressRates(2, 1, () -> nowNanos[0]));
        String attacker = "192.0.2.1:";
        assertThat(List.of(
                        authenticate(throttled, "alice", attacker + 1),
                        authenticate(throttled, "junk1", attacker + 2),
                        authenticate(throttled, "junk2", attacker + 3)))
                .containsExactly(ALICE, Authentication.Forbidden.NOT_ACTIVE, Authentication.Forbidden.NOT_ACTIVE);
        checked.clear();

        Authentication refusal = new Authentication.Unavailable(
                "too many credentials from its address were refused (auth.max_failures_per_minute)");
        assertThat(authenticate(throttled, "junk3", attacker + 4)).isEqualTo(refusal);
        assertThat(authenticate(throttled, "alice", attacker + 5)).isEqualTo(refusal);
        assertThat(checked).isEmpty();
        assertThat(authenticate(throttled, "known", attacker + 6)).isEqualTo(ALICE);
        assertThat(authenticate(throttled, "alice", "192.0.2.2:1")).isEqualTo(ALICE);
        nowNanos[0] = 500_000_000;
        assertThat(authenticate(throttled, "alice", attacker + 7)).isEqualTo(ALICE);
    }

    private static Authentication authenticate(Authenticator authenticator, String token, String remoteAddress) {
        return authenticator
                .authenticate(new Credentials(Optional.of("Bearer " + token), Optional.empty(), remoteAddress))
                .toCompletableFuture()
                .join();
    }

    @Test
    void authenticationIsRequired() {
        assertThat(authenticator.required()).isTrue();
    }

    @Test
    void closesItsVerifier() {
        authenticator.close();
        assertThat(events).containsExactly("close");
    }
}
