package proxystore.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.message.Generation.V0_5;
import static proxystore.relay.message.Generation.V1_0;
import static proxystore.relay.routing.SocketlessPeer.offer;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.User;
import proxystore.relay.message.PeerConnection;

/** {@link RelayServer} and messages whose {@code source_uuid} is not their sender's own. */
class RelayServerSourceTest {
    private static final UUID A = new UUID(0, 10);
    private static final UUID B = new UUID(0, 11);
    private static final UUID FOREIGN = new UUID(0, 12);
    private static final PeerConnection FORGED = offer(FOREIGN, B, "d");

    @ParameterizedTest
    @ValueSource(strings = {"trust", "warn"})
    void messageIsForwardedAsItIs(String policy) {
        RelayServerFixture relay = new RelayServerFixture(Authenticator.NONE, Map.of("source", policy));
        SocketlessPeer sender = relay.open().register(V1_0, A);
        SocketlessPeer receiver = relay.open().register(V0_5, B);
        sender.send(FORGED);
        assertThat(receiver.last()).isEqualTo(FORGED);
        relay.assertNothingIsLeftWhenAllHaveGone();
    }

    @Test
    void messageIsReturnedIfThePolicyEnforcesTheSource() {
        assertReturned(new RelayServerFixture(Authenticator.NONE, Map.of("source", "enforce")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"trust", "warn", "enforce"})
    void messageIsReturnedWhereThereAreUsers(String policy) {
        Authenticator oneUserForAll = credentials ->
                CompletableFuture.completedStage(new Authentication.Accepted(new User("alice", "alice")));
        assertReturned(new RelayServerFixture(oneUserForAll, Map.of("source", policy)));
    }

    private static void assertReturned(RelayServerFixture relay) {
        SocketlessPeer sender = relay.open().register(V1_0, A);
        SocketlessPeer receiver = relay.open().register(V1_0, B);
        sender.send(FORGED);
        assertThat(sender.last())
                .isEqualTo(offer(FOREIGN, B, "d", "The source " + FOREIGN + " is not the sender's own."));
        sender.send(offer(A, B, "own"));
        assertThat(receiver.received()).hasSize(2);
        assertThat(receiver.last()).isEqualTo(offer(A, B, "own"));
        assertThat(sender.closedWith()).isNull();
        relay.assertNothingIsLeftWhenAllHaveGone();
    }
}
