package proxystore.relay.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class IdentificationTest {
    private static final Authentication ALICE = new Authentication.Accepted(new User("alice", "alice"));
    private static final Credentials CREDENTIALS = new Credentials(Optional.of("Bearer token"), Optional.empty());

    private final Identification identification = new Identification(CREDENTIALS);
    private final List<CompletableFuture<Authentication>> asked = new ArrayList<>();
    private boolean expired;

    private CompletableFuture<Authentication> identify() {
        return identification
                .by(
                        credentials -> {
                            assertThat(credentials).isEqualTo(CREDENTIALS);
                            asked.add(new CompletableFuture<>());
                            return asked.get(asked.size() - 1);
                        },
                        proof -> expired)
                .toCompletableFuture();
    }

    @Test
    void credentialsAreCheckedOnceAndTheProofIsUsedFromThenOn() {
        CompletableFuture<Authentication> first = identify();
        assertThat(first).isNotDone();
        asked.get(0).complete(ALICE);
        assertThat(first).isCompletedWithValue(ALICE);
        assertThat(identify()).isCompletedWithValue(ALICE);
        assertThat(asked).hasSize(1);
    }

    @Test
    void expiredProofIsForbidden() {
        CompletableFuture<Authentication> first = identify();
        asked.get(0).complete(ALICE);
        expired = true;
        assertThat(first).isCompletedWithValue(ALICE);
        assertThat(identify()).isCompletedWithValue(Authentication.Forbidden.NOT_ACTIVE);
    }

    @Test
    void refusedCredentialsAreUnavailableLater() {
        CompletableFuture<Authentication> first = identify();
        asked.get(0).complete(Authentication.Forbidden.NOT_ACTIVE);
        assertThat(first).isCompletedWithValue(Authentication.Forbidden.NOT_ACTIVE);
        assertThat(identify()).isCompletedWithValueMatching(Authentication.Unavailable.class::isInstance);
        assertThat(asked).hasSize(1);
    }
}
