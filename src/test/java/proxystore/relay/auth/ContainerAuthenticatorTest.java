package proxystore.relay.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class ContainerAuthenticatorTest {
    private static final User ALICE = new User("alice", "alice");

    private final Authenticator authenticator = new ContainerAuthenticator();

    private Authentication authenticate(Optional<User> user) {
        return authenticator
                .authenticate(new Credentials(Optional.of("Bearer whatever"), user))
                .toCompletableFuture()
                .join();
    }

    @Test
    void containersUserIsAccepted() {
        assertThat(authenticate(Optional.of(ALICE))).isEqualTo(new Authentication.Accepted(ALICE));
    }

    @Test
    void clientWithoutAContainersUserIsUnauthorized() {
        assertThat(authenticate(Optional.empty())).isInstanceOf(Authentication.Unauthorized.class);
        assertThat(authenticator.required()).isTrue();
    }
}
