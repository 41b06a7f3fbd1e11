package proxystore.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.message.Generation.V1_0;
import static proxystore.relay.routing.SocketlessPeer.offer;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.Credentials;
import proxystore.relay.auth.User;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Generation;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.message.Response;
import proxystore.relay.peer.Client;

/** The rules of two relays in a cluster, and of one without other nodes. */
class PeerNetworkTest {
    private static final UUID A = new UUID(0, 10);
    private static final UUID B = new UUID(0, 11);
    private static final String TO_B = "Cannot forward peer connection message to peer " + B + " because ";
    private static final Authenticator TOKEN_IS_USER = credentials -> {
        String token = credentials.authorization().orElse("");
        return CompletableFuture.completedStage(new Authentication.Accepted(new User(token, token)));
    };
    private static final Map<String, String> SETTINGS = Map.of("outbox.max_messages", "3");

    private final InMemoryCluster cluster = new InMemoryCluster();
    private final InMemoryCluster.Node secondNode = cluster.new Node();
    private final RelayServerFixture first = new RelayServerFixture(TOKEN_IS_USER, SETTINGS, cluster.new Node());
    private final RelayServerFixture second = new RelayServerFixture(TOKEN_IS_USER, SETTINGS, secondNode);

    private final SocketlessPeer a = register(first, A, "alice");
    private final SocketlessPeer b = register(second, B, "alice");

    private static SocketlessPeer register(RelayServerFixture relay, UUID uuid, String user) {
        return relay.open(new Credentials(Optional.of(user), Optional.empty())).register(V1_0, uuid);
    }

    @AfterEach
    void nothingIsLeft() {
        first.assertNothingIsLeftWhenAllHaveGone();
        second.assertNothingIsLeftWhenAllHaveGone();
        cluster.transmit();
    }

    @Test
    void messageReachesAClientOfAnotherNode() {
        a.send(offer(A, B, "to b"));
        cluster.transmit();
        b.send(offer(B, A, "to a"));
        cluster.transmit();
        assertThat(b.received()).containsExactly(Response.registered(V1_0), offer(A, B, "to b"));
        assertThat(a.received()).containsExactly(Response.registered(V1_0), offer(B, A, "to a"));
    }

    @Test
    void orderOfOneSenderIsKept() {
        List<PeerConnection> messages =
                IntStream.range(0, 100).mapToObj(i -> offer(A, B, "d" + i)).toList();
        messages.forEach(a::send);
        assertThat(b.received()).hasSize(1);
        cluster.transmit();
        assertThat(b.received().stream().skip(1)).isEqualTo(messages);
    }

    @Test
    void localMessageDoesNotWaitForTheAnswerOfAnotherNode() {
        a.send(offer(A, B, "to the other node"));
        a.send(offer(A, A, "to this node"));
        assertThat(a.last()).isEqualTo(offer(A, A, "to this node"));
    }

    @Test
    void messageToAPeerThatNoNodeHasIsReturned() {
        UUID unknown = new UUID(0, 12);
        a.send(offer(A, unknown, "d"));
        assertThat(a.last()).isEqualTo(offer(A, unknown, "d", V1_0.unknownPeer(unknown)));
    }

    @Test
    void messageToAPeerThatHasLeftAnotherNodeIsReturned() {
        b.connection.closed("gone");
        a.send(offer(A, B, "left before"));
        assertThat(a.last()).isEqualTo(offer(A, B, "left before", V1_0.unknownPeer(B)));
    }

    @Test
    void messageToAPeerThatLeavesAnotherNodeMeanwhileIsReturned() {
        a.send(offer(A, B, "left meanwhile"));
        b.connection.closed("gone");
        cluster.transmit();
        assertThat(a.last()).isEqualTo(offer(A, B, "left meanwhile", V1_0.unknownPeer(B)));
    }

    @Test
    void messageToAPeerOfAnotherUserIsReturned() {
        UUID bob = new UUID(0, 13);
        SocketlessPeer other = register(second, bob, "bob");
        a.send(offer(A, bob, "d"));
        cluster.transmit();
        assertThat(a.last())
                .isEqualTo(offer(A, bob, "d", "The requested peer " + bob + " is owned by a different user."));
        assertThat(other.received()).hasSize(1);
    }

    @Test
    void messageThatTheOutboxOfAnotherNodeRefusesIsReturned() {
        b.transport.hold();
        for (int i = 1; i <= 4; i++) {
            a.send(offer(A, B, "d" + i));
        }
        cluster.transmit();
        assertThat(a.received().stream().skip(1))
                .containsExactly(offer(A, B, "d4", TO_B + "its outbox is full (3 messages)."));
        b.transport.release();
        assertThat(b.received()).hasSize(4);
    }

    @Test
    void messageThatAnotherNodeAcceptedAndDidNotDeliverIsReturnedOnce() {
        b.transport.hold();
        a.send(offer(A, B, "in flight"));
        a.send(offer(A, B, "waiting"));
        cluster.transmit();
        b.connection.abandoned("reset");
        assertThat(a.received()).hasSize(1);
        cluster.transmit();
        assertThat(a.received().stream().skip(1))
                .containsExactly(offer(A, B, "waiting", TO_B + "its connection was closed."));
    }

    @Test
    void messageIsNotReturnedToALaterRegistrationOfItsSender() {
        b.transport.hold();
        a.send(offer(A, B, "in flight"));
        a.send(offer(A, B, "waiting"));
        cluster.transmit();
        SocketlessPeer later = register(first, A, "alice");
        b.connection.abandoned("reset");
        cluster.transmit();
        assertThat(later.received()).containsExactly(Response.registered(V1_0));
    }

    @Test
    void messageThatAFailedNodeMayHaveDeliveredIsNotReturned() {
        a.send(offer(A, B, "sent before"));
        secondNode.fail();
        first.events.next();
        cluster.transmit();
        assertThat(a.received()).hasSize(1);
        assertThat(first.events.get()).containsExactly("uncertain");
        a.send(offer(A, B, "sent after"));
        assertThat(a.last()).isEqualTo(offer(A, B, "sent after", V1_0.unknownPeer(B)));
    }

    @Test
    void newerRegistrationOnAnotherNodeDisplacesTheOlder() {
        SocketlessPeer newer = register(second, A, "alice");
        cluster.transmit();
        assertThat(a.closedWith()).isEqualTo(CloseStatus.DISPLACED_1_0);
        assertThat(newer.closedWith()).isNull();
        b.send(offer(B, A, "to the newer"));
        assertThat(newer.last()).isEqualTo(offer(B, A, "to the newer"));
    }

    @Test
    void olderConnectionOnAnotherNodeDoesNotDisplaceTheNewer() {
        UUID uuid = new UUID(0, 14);
        SocketlessPeer older = first.open(new Credentials(Optional.of("alice"), Optional.empty()));
        SocketlessPeer newer = register(second, uuid, "alice");
        older.register(V1_0, uuid);
        cluster.transmit();
        assertThat(older.closedWith()).isEqualTo(CloseStatus.DISPLACED_1_0);
        assertThat(newer.closedWith()).isNull();
    }

    @Test
    void answerThatFailsLeavesTheMessageUncertain() {
        RelayServerFixture relay = new RelayServerFixture(Authenticator.NONE, Map.of(), new FailingNetwork());
        SocketlessPeer sender = relay.open().register(Generation.V0_5, A);
        relay.events.next();
        sender.send(offer(A, B, "d"));
        assertThat(sender.received()).hasSize(1);
        assertThat(relay.events.get()).containsExactly("uncertain");
        relay.assertNothingIsLeftWhenAllHaveGone();
    }

    private static final class FailingNetwork implements PeerNetwork {
        @Override
        public void join(LocalNode node) {}

        @Override
        public void registered(Client client) {}

        @Override
        public void unregistered(Client client) {}

        @Override
        public CompletionStage<Delivery> publish(Client sender, PeerConnection message) {
            return CompletableFuture.failedStage(new IllegalStateException("failed"));
        }
    }

    @Test
    void relayWithoutOtherNodesFindsNoPeerAndKeepsNothing() {
        Client client = Objects.requireNonNull(first.registry.find(A));
        PeerNetwork.LOCAL_ONLY.registered(client);
        CompletableFuture<Delivery> answer =
                PeerNetwork.LOCAL_ONLY.publish(client, offer(B, A, "d")).toCompletableFuture();
        assertThat(answer).isCompletedWithValue(Delivery.UNKNOWN);
        assertThat(PeerNetwork.LOCAL_ONLY.nextStamp(() -> 42)).isEqualTo(42);
        PeerNetwork.LOCAL_ONLY.unregistered(client);
        PeerNetwork.LOCAL_ONLY.close();
        PeerNetwork.LOCAL_ONLY.close();
    }
}
