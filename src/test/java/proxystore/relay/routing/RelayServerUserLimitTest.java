package proxystore.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.message.Generation.V1_0;

import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.Credentials;
import proxystore.relay.auth.User;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Response;

/** {@link RelayServer} with a limit of connections per user. */
class RelayServerUserLimitTest {
    private static final class AuthorizationIsUser implements Authenticator {
        @Override
        public CompletionStage<Authentication> authenticate(Credentials credentials) {
            String user = credentials.authorization().orElseThrow();
            return CompletableFuture.completedStage(new Authentication.Accepted(new User(user, user)));
        }
    }

    private final RelayServerFixture relay =
            new RelayServerFixture(new AuthorizationIsUser(), Map.of("admission.max_user_connections", "2"));

    @AfterEach
    void nothingIsLeft() {
        relay.assertNothingIsLeftWhenAllHaveGone();
    }

    private SocketlessPeer register(String user, long uuid) {
        return relay.open(new Credentials(Optional.of(user), Optional.empty())).register(V1_0, new UUID(0, uuid));
    }

    @Test
    void connectionPastTheLimitIsClosedAndEndpointsOfOtherUsersAreServed() {
        SocketlessPeer first = register("alice", 1);
        register("alice", 2);
        relay.events.next();

        assertThat(register("alice", 3).closedWith()).isEqualTo(CloseStatus.TOO_MANY_OF_USER);
        assertThat(relay.events.next()).contains("refused USER_CONNECTIONS");
        assertThat(register("bob", 4).received()).containsExactly(Response.registered(V1_0));

        first.connection.closed("gone");
        assertThat(register("alice", 3).received()).containsExactly(Response.registered(V1_0));
    }

    @Test
    void endpointThatConnectsAgainReplacesItsOldConnection() {
        for (int i = 0; i < 5; i++) {
            assertThat(register("alice", 1).received()).containsExactly(Response.registered(V1_0));
            assertThat(register("alice", 2).received()).containsExactly(Response.registered(V1_0));
        }
        assertThat(register("alice", 3).closedWith()).isEqualTo(CloseStatus.TOO_MANY_OF_USER);
    }

    @Test
    void refusedConnectionDoesNotCountOnceItIsClosed() {
        register("alice", 1);
        for (int i = 2; i < 6; i++) {
            register("alice", i).connection.closed("gone");
        }
        assertThat(register("alice", 6).received()).containsExactly(Response.registered(V1_0));
    }
}
