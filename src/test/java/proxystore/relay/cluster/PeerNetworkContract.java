package proxystore.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.message.Generation.V1_0;
import static proxystore.relay.routing.SocketlessPeer.offer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.Credentials;
import proxystore.relay.auth.User;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Message;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.message.Response;
import proxystore.relay.routing.PeerNetwork;
import proxystore.relay.routing.RelayServerFixture;
import proxystore.relay.routing.SocketlessPeer;

/** What clients see is the same on one node and on several. Clients with different numbers are on different nodes if there are. */
abstract class PeerNetworkContract {
    static final Authenticator TOKEN_IS_USER = credentials -> {
        String token = credentials.authorization().orElse("");
        return CompletableFuture.completedStage(new Authentication.Accepted(new User(token, token)));
    };

    private static final int MANY_TAKEOVERS = 1000;
    private static final int FEW_TAKEOVERS = 5;

    private final UUID a = UUID.randomUUID();
    private final UUID b = UUID.randomUUID();
    final List<RelayServerFixture> relays = new ArrayList<>();

    /** The networks of one relay's nodes. */
    abstract List<PeerNetwork> networks() throws Exception;

    /** Waits until this holds. */
    abstract void eventually(Runnable assertion);

    /** Waits for what is to happen, and then somewhat longer for what is not to. */
    abstract void settle();

    /** Closes the networks and checks that nothing is left in them. */
    abstract void close();

    @BeforeEach
    void start(TestInfo test) throws Exception {
        boolean fight = test.getTags().contains("fight");
        Map<String, String> settings = Map.of(
                "outbox.max_messages",
                "2000",
                "takeover.max_per_minute",
                String.valueOf(fight ? FEW_TAKEOVERS : MANY_TAKEOVERS));
        networks().forEach(network -> relays.add(new RelayServerFixture(TOKEN_IS_USER, settings, network)));
        settle();
    }

    @AfterEach
    void nothingIsLeft() {
        settle();
        relays.forEach(RelayServerFixture::assertNothingIsLeftWhenAllHaveGone);
        close();
    }

    SocketlessPeer open(int number, String user) {
        return relays.get(number % relays.size()).open(new Credentials(Optional.of(user), Optional.empty()));
    }

    SocketlessPeer register(int number, UUID uuid, String user) {
        SocketlessPeer peer = open(number, user).register(V1_0, uuid);
        eventually(() -> assertThat(peer.received()).containsExactly(Response.registered(V1_0)));
        return peer;
    }

    void eventuallyClosed(SocketlessPeer peer, CloseStatus status) {
        eventually(() -> assertThat(peer.closedWith()).isEqualTo(status));
    }

    void eventuallyLast(SocketlessPeer peer, PeerConnection message) {
        eventually(() -> assertThat(peer.last()).isEqualTo(message));
    }

    static String notForwarded(UUID peer, String why) {
        return "Cannot forward peer connection message to peer " + peer + " because " + why + ".";
    }

    @Test
    void clientsReachEachOtherAndThemselves() {
        SocketlessPeer first = register(0, a, "alice");
        SocketlessPeer second = register(1, b, "alice");
        first.send(offer(a, b, "to b"));
        eventuallyLast(second, offer(a, b, "to b"));
        second.send(offer(b, a, "to a"));
        eventuallyLast(first, offer(b, a, "to a"));
        first.send(offer(a, a, "to itself"));
        eventuallyLast(first, offer(a, a, "to itself"));
    }

    @Test
    void orderOfOneSenderIsKept() {
        SocketlessPeer first = register(0, a, "alice");
        SocketlessPeer second = register(1, b, "alice");
        List<PeerConnection> messages =
                IntStream.range(0, 1000).mapToObj(i -> offer(a, b, "d" + i)).toList();
        messages.forEach(first::send);
        eventually(() -> assertThat(second.received()).hasSize(1001));
        assertThat(second.received().subList(1, 1001)).isEqualTo(messages);
        assertThat(first.received()).hasSize(1);
    }

    @Test
    void orderOfOneSenderIsKeptWhileItsPeerRegistersOnTheSameNode() {
        SocketlessPeer sender = register(0, a, "alice");
        SocketlessPeer receiver = open(relays.size(), "alice").register(V1_0, b);
        List<PeerConnection> sent = new ArrayList<>();
        eventually(() -> {
            sent.add(offer(a, b, "d" + sent.size()));
            sender.send(sent.get(sent.size() - 1));
            assertThat(receiver.received()).contains(Response.registered(V1_0));
        });
        PeerConnection last = offer(a, b, "last");
        sent.add(last);
        sender.send(last);
        settle();
        List<Message> arrived =
                receiver.received().stream().filter(sent::contains).toList();
        assertThat(arrived).endsWith(last);
        assertThat(sent.stream().filter(arrived::contains)).isEqualTo(arrived);
    }

    @Test
    void messageToAnUnknownPeerIsReturned() {
        SocketlessPeer first = register(0, a, "alice");
        first.send(offer(a, b, "d"));
        eventuallyLast(first, offer(a, b, "d", V1_0.unknownPeer(b)));
    }

    @Test
    void messageToAPeerThatHasLeftIsReturned() {
        SocketlessPeer first = register(0, a, "alice");
        SocketlessPeer second = register(1, b, "alice");
        first.send(offer(a, b, "before"));
        eventuallyLast(second, offer(a, b, "before"));
        second.connection.closed("gone");
        first.send(offer(a, b, "after"));
        eventuallyLast(first, offer(a, b, "after", V1_0.unknownPeer(b)));
    }

    @Test
    void messageToAPeerOfAnotherUserIsReturned() {
        SocketlessPeer first = register(0, a, "alice");
        SocketlessPeer second = register(1, b, "bob");
        first.send(offer(a, b, "d"));
        eventuallyLast(first, offer(a, b, "d", "The requested peer " + b + " is owned by a different user."));
        assertThat(second.received()).hasSize(1);
    }

    @Test
    void messageThatAFullOutboxRefusesIsReturnedAndTheOthersAreDelivered() {
        SocketlessPeer first = register(0, a, "alice");
        SocketlessPeer second = register(1, b, "alice");
        second.transport.hold();
        for (int i = 1; i <= 2001; i++) {
            first.send(offer(a, b, "d" + i));
        }
        eventuallyLast(first, offer(a, b, "d2001", notForwarded(b, "its outbox is full (2000 messages)")));
        assertThat(first.received()).hasSize(2);
        second.transport.release();
        eventually(() -> assertThat(second.received()).hasSize(2001));
    }

    @Test
    void messageThatWasAcceptedAndNotDeliveredIsReturnedOnce() {
        SocketlessPeer first = register(0, a, "alice");
        SocketlessPeer second = register(1, b, "alice");
        second.transport.hold();
        first.send(offer(a, b, "in flight"));
        first.send(offer(a, b, "waiting"));
        settle();
        second.connection.abandoned("reset");
        settle();
        assertThat(first.received().stream().skip(1))
                .containsExactly(offer(a, b, "waiting", notForwarded(b, "its connection was closed")));
    }

    @Test
    void messageIsNotReturnedToALaterRegistrationOfItsSender() {
        SocketlessPeer first = register(0, a, "alice");
        SocketlessPeer second = register(1, b, "alice");
        second.transport.hold();
        first.send(offer(a, b, "in flight"));
        first.send(offer(a, b, "waiting"));
        settle();
        SocketlessPeer later = register(0, a, "alice");
        second.connection.abandoned("reset");
        settle();
        assertThat(later.received()).hasSize(1);
    }

    @Test
    void newerRegistrationDisplacesTheOlder() {
        SocketlessPeer older = register(0, a, "alice");
        SocketlessPeer newer = register(1, a, "alice");
        SocketlessPeer sender = register(2, b, "alice");
        eventuallyClosed(older, CloseStatus.DISPLACED_1_0);
        sender.send(offer(b, a, "to the newer"));
        eventuallyLast(newer, offer(b, a, "to the newer"));
        settle();
        assertThat(newer.closedWith()).isNull();
        assertThat(older.received()).hasSize(1);
    }

    @Test
    void olderConnectionDoesNotDisplaceTheNewer() {
        SocketlessPeer older = open(0, "alice");
        settle();
        SocketlessPeer newer = register(1, a, "alice");
        older.register(V1_0, a);
        eventuallyClosed(older, CloseStatus.DISPLACED_1_0);
        settle();
        assertThat(newer.closedWith()).isNull();
        assertThat(older.received()).isEmpty();
    }

    @Test
    void uuidOfAnotherUserIsRefusedBeforeTheClientIsRegistered() {
        SocketlessPeer owner = register(0, a, "alice");
        SocketlessPeer other = open(1, "bob").register(V1_0, a);
        eventually(() -> assertThat(other.closedWith()).isNotNull());
        CloseStatus forbidden =
                CloseStatus.forbidden("The client UUID " + a + " is already registered to another user.");
        assertThat(other.closedWith()).isEqualTo(forbidden);
        assertThat(other.received()).isEmpty();
        settle();
        assertThat(owner.closedWith()).isNull();
    }

    @Test
    void uuidIsFreeForAnotherUserAfterItsClientHasLeft() {
        register(0, a, "alice").connection.closed("gone");
        register(1, a, "bob");
    }

    @Test
    void oneOfManyConnectionsThatRegisterAtOnceRemains() {
        register40AtOnce();
    }

    void register40AtOnce() {
        List<SocketlessPeer> peers =
                IntStream.range(0, 40).mapToObj(number -> open(number, "alice")).toList();
        peers.forEach(peer -> peer.register(V1_0, a));
        eventually(() -> assertThat(open(peers)).hasSize(1));
        settle();
        assertThat(open(peers)).hasSize(1);
    }

    private static List<SocketlessPeer> open(List<SocketlessPeer> peers) {
        return peers.stream().filter(peer -> peer.connection.isOpen()).toList();
    }

    @Test
    @Tag("fight")
    void fightIsEnded() {
        List<SocketlessPeer> peers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            SocketlessPeer peer = open(i, "alice").register(V1_0, a);
            eventually(() -> assertThat(!peer.received().isEmpty() || peer.closedWith() != null)
                    .isTrue());
            settle();
            peers.add(peer);
        }
        SocketlessPeer owner = open(peers).get(0);
        assertThat(open(peers)).hasSize(1);
        assertThat(peers.indexOf(owner)).isLessThan(1 + FEW_TAKEOVERS * relays.size());
    }
}
