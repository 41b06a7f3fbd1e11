package proxystore.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.message.Generation.V1_0;
import static proxystore.relay.routing.SocketlessPeer.offer;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import proxystore.relay.auth.Credentials;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Response;
import proxystore.relay.routing.RelayServerFixture;
import proxystore.relay.routing.SocketlessPeer;

/** Three nodes in simulated time, of which some fail, stand still or lose their connection. */
class ClusterFailureTest {
    private static final Duration MOMENT = Duration.ofMillis(200);
    private static final UUID A = new UUID(0, 10);
    private static final UUID B = new UUID(0, 11);
    private static final int RUNS = 200;
    private static final int CONNECTIONS = 40;

    private SimulatedNats nats = new SimulatedNats(1, Duration.ZERO);
    private final List<SimulatedNats.SimulatedNode> nodes = new ArrayList<>();
    private final List<RelayServerFixture> relays = new ArrayList<>();

    private void start(long seed, Duration maxDelay) {
        nats = new SimulatedNats(seed, maxDelay);
        nodes.clear();
        relays.clear();
        for (Duration ahead : List.of(Duration.ZERO, Duration.ofMinutes(-5), Duration.ofMinutes(3))) {
            SimulatedNats.SimulatedNode node = nats.node(ahead);
            nodes.add(node);
            relays.add(new RelayServerFixture(
                    PeerNetworkContract.TOKEN_IS_USER, Map.of("takeover.max_per_minute", "1000"), node.peerNetwork()));
        }
        nats.run(MOMENT);
    }

    private void start() {
        start(1, Duration.ofMillis(2));
    }

    @AfterEach
    void nothingIsLeft() {
        relays.forEach(RelayServerFixture::assertNothingIsLeftWhenAllHaveGone);
        nats.assertNothingIsLeft();
    }

    private SocketlessPeer open(int number, String user) {
        return relays.get(number % relays.size()).open(new Credentials(Optional.of(user), Optional.empty()));
    }

    private SocketlessPeer register(int number, UUID uuid, String user) {
        SocketlessPeer peer = open(number, user).register(V1_0, uuid);
        nats.run(MOMENT);
        return peer;
    }

    private void disconnectAll() {
        nodes.forEach(SimulatedNats.SimulatedNode::disconnect);
        nats.run(MOMENT);
    }

    private void connectAll() {
        nodes.forEach(SimulatedNats.SimulatedNode::connect);
        nats.run(Duration.ofSeconds(1));
    }

    private static void assertRegistered(SocketlessPeer peer) {
        assertThat(peer.received()).first().isEqualTo(Response.registered(V1_0));
        assertThat(peer.connection.isOpen()).isTrue();
    }

    private static CloseStatus otherUser(UUID uuid) {
        return CloseStatus.forbidden("The client UUID " + uuid + " is already registered to another user.");
    }

    @Test
    void oneOfFortyConnectionsRemainsInEveryRun() {
        Random random = new Random(42);
        for (int run = 0; run < RUNS; run++) {
            start(run, Duration.ofMillis(random.nextInt(1, 50)));
            List<SocketlessPeer> peers = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                SocketlessPeer peer = open(random.nextInt(3), "alice");
                peers.add(peer);
                if (random.nextBoolean()) {
                    peer.register(V1_0, A);
                } else {
                    peers.get(random.nextInt(peers.size())).register(V1_0, A);
                }
                nats.run(Duration.ofMillis(random.nextInt(3)));
            }
            peers.stream().filter(peer -> peer.received().isEmpty()).forEach(peer -> peer.register(V1_0, A));
            nats.run(Duration.ofSeconds(5));
            List<SocketlessPeer> open =
                    peers.stream().filter(peer -> peer.connection.isOpen()).toList();
            assertThat(open).as("run %d", run).hasSize(1);
            assertThat(open.get(0).connection.stamp())
                    .as("run %d", run)
                    .isEqualTo(peers.stream()
                            .mapToLong(peer -> peer.connection.stamp())
                            .max()
                            .orElseThrow());
            assertThat(peers.stream().filter(peer -> CloseStatus.DISPLACED_1_0.equals(peer.closedWith())))
                    .hasSize(CONNECTIONS - 1);
            SocketlessPeer sender = register(run, B, "alice");
            sender.send(offer(B, A, "run " + run));
            nats.run(MOMENT);
            assertThat(open.get(0).last()).isEqualTo(offer(B, A, "run " + run));
            nothingIsLeft();
        }
    }

    @Test
    void oneOfTwoUsersRemainsInEveryRun() {
        Random random = new Random(42);
        for (int run = 0; run < RUNS; run++) {
            start(run, Duration.ofMillis(random.nextInt(1, 50)));
            List<SocketlessPeer> peers = List.of(open(0, "alice"), open(1, "bob"));
            peers.get(run % 2).register(V1_0, A);
            nats.run(Duration.ofMillis(random.nextInt(20)));
            peers.get((run + 1) % 2).register(V1_0, A);
            nats.run(Duration.ofSeconds(5));
            assertThat(peers.stream().filter(peer -> peer.connection.isOpen()))
                    .as("run %d", run)
                    .hasSize(1);
            assertThat(peers.stream().map(SocketlessPeer::closedWith))
                    .as("run %d", run)
                    .contains(otherUser(A));
            nothingIsLeft();
        }
    }

    @Test
    void clientThatReconnectsToANodeWhoseClockIsBehindDisplacesItsOlderConnection() {
        start();
        SocketlessPeer older = register(2, A, "alice");
        nats.run(Duration.ofSeconds(1));
        SocketlessPeer newer = register(1, A, "alice");
        assertRegistered(newer);
        assertThat(older.closedWith()).isEqualTo(CloseStatus.DISPLACED_1_0);
        nats.run(Duration.ofMinutes(2));
        assertRegistered(newer);
    }

    @Test
    void nodeThatStoodStillLosesWhatOthersHaveTakenOver() {
        start();
        SocketlessPeer older = register(0, A, "alice");
        nodes.get(0).pause();
        SocketlessPeer newer = open(1, "alice").register(V1_0, A);
        nats.run(UuidClaims.PATIENCE.plus(MOMENT));
        assertRegistered(newer);
        SocketlessPeer sender = register(2, B, "alice");
        sender.send(offer(B, A, "meanwhile"));
        nats.run(Duration.ofSeconds(28));
        assertThat(newer.last()).isEqualTo(offer(B, A, "meanwhile"));
        nodes.get(0).resume();
        nats.run(Duration.ofSeconds(1));
        assertThat(older.closedWith()).isEqualTo(CloseStatus.DISPLACED_1_0);
        assertThat(older.received()).hasSize(1);
        assertRegistered(newer);
        assertThat(sender.received()).hasSize(1);
    }

    @Test
    void nodeThatStoodStillUntilItsConnectionWasCutLosesWhatOthersHaveTakenOver() {
        start();
        SocketlessPeer older = register(0, A, "alice");
        SocketlessPeer untouched = register(0, B, "alice");
        nodes.get(0).pause();
        nodes.get(0).disconnect();
        SocketlessPeer newer = register(1, A, "alice");
        assertRegistered(newer);
        nats.run(Duration.ofSeconds(30));
        nodes.get(0).connect();
        nodes.get(0).resume();
        nats.run(Duration.ofSeconds(1));
        assertThat(older.closedWith()).isEqualTo(CloseStatus.DISPLACED_1_0);
        assertRegistered(newer);
        newer.send(offer(A, B, "d"));
        nats.run(MOMENT);
        assertThat(untouched.last()).isEqualTo(offer(A, B, "d"));
    }

    @Test
    void clientsRegisterWhileTheBusIsAwayAndTheNewerRemainsAfterwards() {
        start();
        disconnectAll();
        SocketlessPeer older = open(0, "alice").register(V1_0, A);
        assertRegistered(older);
        SocketlessPeer neighbour = open(0, "alice").register(V1_0, B);
        neighbour.send(offer(B, A, "local"));
        assertThat(older.last()).isEqualTo(offer(B, A, "local"));
        nats.run(Duration.ofSeconds(10));
        SocketlessPeer newer = open(1, "alice").register(V1_0, A);
        assertRegistered(newer);
        connectAll();
        assertThat(older.closedWith()).isEqualTo(CloseStatus.DISPLACED_1_0);
        assertRegistered(newer);
        neighbour.send(offer(B, A, "to the newer"));
        nats.run(MOMENT);
        assertThat(newer.last()).isEqualTo(offer(B, A, "to the newer"));
    }

    @Test
    void ofTwoUsersThatRegisteredWhileTheBusWasAwayTheOlderRemains() {
        start();
        disconnectAll();
        SocketlessPeer older = open(0, "alice").register(V1_0, A);
        nats.run(Duration.ofSeconds(10));
        SocketlessPeer newer = open(1, "bob").register(V1_0, A);
        assertRegistered(newer);
        connectAll();
        assertRegistered(older);
        assertThat(newer.closedWith()).isEqualTo(otherUser(A));
    }

    @Test
    void claimThatWaitsIsDecidedHereWhenTheBusGoesAway() {
        start();
        register(0, A, "alice");
        nodes.get(0).pause();
        SocketlessPeer newer = open(1, "alice").register(V1_0, A);
        nats.run(Duration.ofMillis(20));
        assertThat(newer.received()).isEmpty();
        nodes.get(1).disconnect();
        nats.run(Duration.ofMillis(1));
        assertRegistered(newer);
        nodes.get(0).resume();
        nodes.get(1).connect();
        nats.run(Duration.ofSeconds(1));
        assertRegistered(newer);
    }

    @Test
    void messageWhileTheBusIsAwayIsReturnedAtOnce() {
        start();
        SocketlessPeer sender = register(0, A, "alice");
        register(1, B, "alice");
        nodes.get(0).disconnect();
        nats.run(MOMENT);
        sender.send(offer(A, B, "d"));
        assertThat(sender.last())
                .isEqualTo(offer(
                        A,
                        B,
                        "d",
                        PeerNetworkContract.notForwarded(B, "the other nodes of the relay cannot be reached")));
        nodes.get(0).connect();
        nats.run(MOMENT);
        assertThat(sender.received()).hasSize(2);
    }

    @Test
    void messageToANodeThatFailsMeanwhileIsNeitherReturnedNorLostFromSight() {
        start();
        SocketlessPeer sender = register(0, A, "alice");
        register(1, B, "alice");
        sender.send(offer(A, B, "in flight"));
        nodes.get(1).pause();
        nats.run(Duration.ofMillis(100));
        nodes.get(1).fail();
        nats.run(Duration.ofSeconds(6));
        assertThat(sender.received()).hasSize(1);
        assertThat(nodes.get(0).network.counts().timeouts()).isEqualTo(1);
        sender.send(offer(A, B, "after"));
        nats.run(MOMENT);
        assertThat(sender.last()).isEqualTo(offer(A, B, "after", V1_0.unknownPeer(B)));
    }

    @Test
    void messageThatCannotBeDeliveredWhileTheBusIsAwayIsReturnedAfterwards() {
        start();
        SocketlessPeer sender = register(0, A, "alice");
        SocketlessPeer receiver = register(1, B, "alice");
        receiver.transport.hold();
        sender.send(offer(A, B, "in flight"));
        sender.send(offer(A, B, "waiting"));
        nats.run(MOMENT);
        nodes.get(1).disconnect();
        nats.run(MOMENT);
        receiver.connection.abandoned("reset");
        nats.run(MOMENT);
        assertThat(sender.received()).hasSize(1);
        nodes.get(1).connect();
        nats.run(MOMENT);
        assertThat(sender.last())
                .isEqualTo(offer(A, B, "waiting", PeerNetworkContract.notForwarded(B, "its connection was closed")));
    }

    @Test
    void manyRegistrationsAreBackAfterAReconnection() {
        start();
        List<SocketlessPeer> peers = IntStream.range(0, 2000)
                .mapToObj(i -> open(0, "alice").register(V1_0, new UUID(1, i)))
                .toList();
        nats.run(Duration.ofSeconds(5));
        nodes.get(0).disconnect();
        nats.run(MOMENT);
        nodes.get(0).connect();
        nats.run(Duration.ofSeconds(1));
        SocketlessPeer sender = register(1, B, "alice");
        for (int i = 0; i < peers.size(); i++) {
            sender.send(offer(B, new UUID(1, i), "d"));
        }
        nats.run(Duration.ofSeconds(1));
        assertThat(peers).allSatisfy(peer -> assertThat(peer.received()).hasSize(2));
    }

    /** Servers of a NATS cluster that are joined again do not tell the nodes. */
    @Test
    void twoOwnersThatNobodyNoticedAreReconciledWithinAMinute() {
        start();
        nodes.get(1).disconnect();
        nats.run(MOMENT);
        SocketlessPeer older = register(0, A, "alice");
        nats.run(Duration.ofSeconds(3));
        SocketlessPeer newer = register(1, A, "alice");
        nodes.get(1).connectUnnoticed();
        assertRegistered(older);
        nats.run(Duration.ofSeconds(61));
        assertThat(older.closedWith()).isEqualTo(CloseStatus.DISPLACED_1_0);
        assertRegistered(newer);
    }

    @Test
    void foreignMessagesAreCountedAndDropped() {
        start();
        SocketlessPeer owner = register(0, A, "alice");
        String subject = "test.1.peer." + A;
        for (byte[] data : List.of(new byte[0], new byte[] {1, 99}, new byte[] {7, 1})) {
            nodes.get(1).publish(subject, "nowhere", data);
            nodes.get(1).publish("test.1.clock", null, data);
            nodes.get(1).publish("test.1.node." + nodes.get(0).network.node() + ".message.7", null, data);
        }
        long future = 1L << 62;
        nodes.get(1)
                .publish(
                        subject,
                        null,
                        ClusterCodec.encode(
                                new ClusterMessage.Assertion(new ClusterMessage.Stake(A, "alice", future, "foreign"))));
        nats.run(MOMENT);
        assertRegistered(owner);
        assertThat(nodes.get(0).network.counts().malformed()).isEqualTo(10);
    }
}
