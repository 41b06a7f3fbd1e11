package proxystore.relay.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

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
    void authenticationIsRequired() {
        assertThat(authenticator.required()).isTrue();
    }

    @Test
    void closesItsVerifier() {
        authenticator.close();
        assertThat(events).containsExactly("close");
    }
}
