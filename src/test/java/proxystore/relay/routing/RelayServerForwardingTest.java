package proxystore.relay.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.message.Generation.V0_5;
import static proxystore.relay.message.Generation.V1_0;
import static proxystore.relay.routing.SocketlessPeer.offer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Generation;
import proxystore.relay.message.MessageEncoder;
import proxystore.relay.message.PeerConnection;

/** {@link RelayServer} forwards peer connections, and returns those that are not delivered. */
class RelayServerForwardingTest {
    private static final UUID A = new UUID(0, 10);
    private static final UUID B = new UUID(0, 11);
    private static final String TO_B = "Cannot forward peer connection message to peer " + B + " because ";

    private final RelayServerFixture relay = new RelayServerFixture(
            Authenticator.NONE,
            Map.of("outbox.max_messages", "3", "outbox.max_bytes", "100000", "outbox.max_returned_bytes", "8000"));

    @AfterEach
    void nothingIsLeft() {
        relay.assertNothingIsLeftWhenAllHaveGone();
    }

    @ParameterizedTest
    @CsvSource({"V0_5,V0_5", "V0_5,V1_0", "V1_0,V0_5", "V1_0,V1_0"})
    void peersOfAllGenerationsReachEachOther(Generation ours, Generation theirs) {
        SocketlessPeer a = relay.open().register(ours, A);
        SocketlessPeer b = relay.open().register(theirs, B);
        a.send(offer(A, B, "to b"));
        b.send(offer(B, A, "to a"));
        assertThat(b.received().subList(1, 2)).containsExactly(offer(A, B, "to b"));
        assertThat(a.received().subList(1, 2)).containsExactly(offer(B, A, "to a"));
    }

    @Test
    void textWithTheSameMeaningIsForwardedUnchanged() {
        SocketlessPeer a = relay.open().register(V1_0, A);
        SocketlessPeer b = relay.open().register(V1_0, B);
        String text = new MessageEncoder().encode(offer(A, B, "\u2028\0")).replace(",", " ,\t");
        a.send(text);
        assertThat(b.transport.sent()).endsWith(text);
    }

    @Test
    void otherSpellingOfAUuidIsTheSamePeerAndLeavesInCanonicalForm() {
        SocketlessPeer a = relay.open().register(V0_5, A);
        SocketlessPeer b = relay.open().register(V0_5, B);
        String text = new MessageEncoder().encode(offer(A, B, "d"));
        a.send(text.replace(B.toString(), "{" + B.toString().toUpperCase(java.util.Locale.ROOT) + "}"));
        assertThat(b.transport.sent()).endsWith(text);
    }

    @ParameterizedTest
    @EnumSource
    void peerMayBeTheSenderItself(Generation generation) {
        SocketlessPeer a = relay.open().register(generation, A);
        a.send(offer(A, A, "to myself"));
        assertThat(a.last()).isEqualTo(offer(A, A, "to myself"));
    }

    @Test
    void errorThatAClientSendsIsForwardedAsItIs() {
        SocketlessPeer a = relay.open().register(V1_0, A);
        SocketlessPeer b = relay.open().register(V1_0, B);
        a.send(offer(A, B, "d", "why"));
        assertThat(b.last()).isEqualTo(offer(A, B, "d", "why"));
    }

    @ParameterizedTest
    @EnumSource
    void messageToAnUnknownPeerIsReturned(Generation generation) {
        SocketlessPeer a = relay.open().register(generation, A);
        a.send(offer(A, B, "d"));
        String reason = generation == V0_5 ? "this peer is unknown." : "this peer is not registered this relay server.";
        assertThat(a.last()).isEqualTo(offer(A, B, "d", TO_B + reason));
        assertThat(a.closedWith()).isNull();
    }

    @Test
    void peerThatLeftIsUnknown() {
        SocketlessPeer a = relay.open().register(V0_5, A);
        relay.open().register(V0_5, B).connection.closed("gone");
        a.send(offer(A, B, "d"));
        assertThat(a.last()).isEqualTo(offer(A, B, "d", TO_B + "this peer is unknown."));
    }

    @Test
    void orderOfOneSenderIsKept() {
        SocketlessPeer a = relay.open().register(V0_5, A);
        SocketlessPeer b = relay.open().register(V0_5, B);
        List<String> descriptions =
                IntStream.range(0, 2_000).mapToObj(i -> "d" + i).toList();
        descriptions.forEach(description -> a.send(offer(A, B, description)));
        assertThat(b.received().stream().skip(1))
                .isEqualTo(descriptions.stream().map(d -> offer(A, B, d)).toList());
    }

    @Test
    void messageThatDoesNotFitIntoTheOutboxIsReturnedAndTheRestArrives() {
        SocketlessPeer a = relay.open().register(V1_0, A);
        SocketlessPeer b = relay.open().register(V1_0, B);
        b.transport.hold();
        for (int i = 1; i <= 4; i++) {
            a.send(offer(A, B, "d" + i));
        }
        assertThat(a.received().subList(1, 2))
                .containsExactly(offer(A, B, "d4", TO_B + "its outbox is full (3 messages)."));
        b.transport.release();
        assertThat(b.received().stream().skip(1))
                .containsExactly(offer(A, B, "d1"), offer(A, B, "d2"), offer(A, B, "d3"));
    }

    @Test
    void messageOneBytePastTheLimitIsReturned() {
        SocketlessPeer a = relay.open().register(V1_0, A);
        relay.open().register(V1_0, B);
        a.send(offer(A, B, "é".repeat(50_000)));
        assertThat(a.transport.closes()).hasSize(1); // the returned message does not fit into its own outbox either
        SocketlessPeer c = relay.open().register(V1_0, A);
        SocketlessPeer b = relay.open().register(V1_0, B);
        b.transport.hold();
        c.send(offer(A, B, "é".repeat(40_000)));
        c.send(offer(A, B, "é".repeat(10_000)));
        assertThat(c.received().subList(1, 2).toString())
                .contains("because its outbox is full (80", " of 100000 bytes)");
    }

    @Test
    void messagesWaitingForAPeerThatLeavesAreReturned() {
        SocketlessPeer a = relay.open().register(V0_5, A);
        SocketlessPeer b = relay.open().register(V0_5, B);
        b.transport.hold();
        a.send(offer(A, B, "in flight"));
        a.send(offer(A, B, "waiting"));
        b.connection.closed("reset");
        b.transport.complete(new IOException("reset"));
        assertThat(a.received().stream().skip(1))
                .containsExactly(
                        offer(A, B, "waiting", TO_B + "its connection was closed."),
                        offer(A, B, "in flight", TO_B + "sending to it failed."));
    }

    @Test
    void messageReturnedToASenderThatHasLeftIsDropped() {
        SocketlessPeer a = relay.open().register(V0_5, A);
        SocketlessPeer b = relay.open().register(V0_5, B);
        b.transport.hold();
        a.send(offer(A, B, "d"));
        a.connection.closed("gone");
        b.connection.abandoned("gone too");
        assertThat(a.received()).hasSize(1);
    }

    @Test
    void senderIsNotClosedForManyMessagesReturnedAtOnce() {
        SocketlessPeer a = relay.open().register(V1_0, A);
        List<SocketlessPeer> peers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            peers.add(relay.open().register(V1_0, new UUID(1, i)));
            peers.get(i).transport.hold();
            for (int message = 0; message < 3; message++) {
                a.send(offer(A, new UUID(1, i), "d"));
            }
        }
        a.transport.hold();
        peers.forEach(peer -> peer.transport.complete(new IOException("its link has died")));
        assertThat(a.closedWith()).isNull();
        a.transport.release();
        assertThat(a.received()).hasSize(1 + 15);
    }

    @Test
    void senderThatDoesNotReadMessagesReturnedFromEndedPeersIsClosedAtItsLimit() {
        SocketlessPeer a = relay.open().register(V1_0, A);
        SocketlessPeer b = relay.open().register(V1_0, B);
        b.transport.hold();
        a.send(offer(A, B, "d".repeat(5_000)));
        a.send(offer(A, B, "d".repeat(5_000)));
        a.transport.hold();
        b.transport.complete(new IOException("its link has died"));
        assertThat(a.closedWith()).isEqualTo(CloseStatus.NOT_READING);
    }

    @Test
    void senderThatDoesNotReadReturnedMessagesIsClosed() {
        SocketlessPeer a = relay.open().register(V0_5, A);
        a.transport.hold();
        for (int i = 0; i < 4; i++) {
            assertThat(a.closedWith()).isNull();
            a.send(offer(A, B, "d"));
        }
        assertThat(a.closedWith()).isEqualTo(CloseStatus.NOT_READING);
        assertThat(relay.registered()).isEmpty();
    }

    /** Each peer's outbox is full of the next peer's messages: the end of the first must not recurse through all of them. */
    @Test
    void chainOfStuckPeersEndsWithoutRecursion() throws InterruptedException {
        RelayServerFixture relay = new RelayServerFixture(
                Authenticator.NONE, Map.of("outbox.max_messages", "3", "outbox.max_returned_bytes", "1024"));
        List<SocketlessPeer> peers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            peers.add(relay.open().register(V0_5, new UUID(1, i)));
        }
        for (int i = 0; i + 1 < peers.size(); i++) { // the last one reads
            peers.get(i).transport.hold();
            for (int message = 0; message < 3; message++) {
                peers.get(i + 1).send(offer(new UUID(1, i + 1), new UUID(1, i), "d".repeat(200)));
            }
        }
        long smallStackBytes = 192 * 1024;
        Thread container = new Thread(null, () -> peers.get(0).connection.closed("gone"), "container", smallStackBytes);
        container.setUncaughtExceptionHandler((thread, failure) -> {}); // the open connections show a failure
        container.start();
        container.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(peers.stream().filter(peer -> peer.connection.isOpen())).containsExactly(peers.get(499));
        assertThat(relay.registered()).containsExactly(new UUID(1, 499));
        relay.assertNothingIsLeftWhenAllHaveGone();
    }

    @Test
    void burstForAReceiverThatReadsOnlyAfterwardsArrivesWhole() {
        RelayServerFixture roomy = new RelayServerFixture(Authenticator.NONE, Map.of());
        SocketlessPeer hub = roomy.open().register(V1_0, B);
        hub.transport.hold();
        List<SocketlessPeer> senders = new ArrayList<>();
        String description = "x".repeat(2_300);
        for (int i = 0; i < 1_000; i++) {
            UUID uuid = new UUID(3, i);
            SocketlessPeer sender = roomy.open().register(V1_0, uuid);
            senders.add(sender);
            sender.send(offer(uuid, B, "1" + description));
            sender.send(offer(uuid, B, "2" + description));
        }
        hub.transport.release();
        assertThat(hub.transport.sent()).hasSize(1 + 2_000);
        assertThat(senders)
                .allSatisfy(sender -> assertThat(sender.transport.sent()).hasSize(1));
        roomy.assertNothingIsLeftWhenAllHaveGone();
    }

    @Test
    void messageIsReturnedWhenTheOutboxesOfAllConnectionsAreFull() {
        RelayServerFixture small = new RelayServerFixture(
                Authenticator.NONE, Map.of("outbox.max_total_bytes", "100000", "outbox.max_bytes", "1000000"));
        SocketlessPeer a = small.open().register(V1_0, A);
        List<SocketlessPeer> stuck = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            SocketlessPeer peer = small.open().register(V1_0, new UUID(4, i));
            peer.transport.hold();
            stuck.add(peer);
            a.send(offer(A, new UUID(4, i), "x".repeat(30_000)));
        }
        assertThat(stuck.stream().filter(peer -> peer.transport.sent().size() == 2))
                .hasSize(3);
        assertThat(a.received().subList(1, 8))
                .allSatisfy(
                        message -> assertThat(((PeerConnection) message).error())
                                .endsWith(
                                        "because the outboxes of all connections are full (100000 bytes, outbox.max_total_bytes)."));
        assertThat(a.closedWith()).isNull();

        stuck.stream().filter(peer -> peer.transport.sent().size() == 2).forEach(peer -> peer.transport.complete(null));
        a.send(offer(A, A, "there is room again"));
        assertThat(a.last()).isEqualTo(offer(A, A, "there is room again"));
        small.assertNothingIsLeftWhenAllHaveGone();
    }
}
