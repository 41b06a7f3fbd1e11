package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.cluster.NatsServer;
import proxystore.relay.cluster.RequiresNats;

/** Three nodes whose processes, NATS server or network fail while clients send. */
@Order(2)
@RequiresNats
@RequiresProxy(ReverseProxy.HAPROXY)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit calls startCluster() first
class ClusterFailuresIT {
    private static final int FIRST = 0;
    private static final int SECOND = 1;
    private static final int THIRD = 2;

    static final Map<String, String> SETTINGS =
            Map.of("RELAY_CLUSTER_REQUEST_TIMEOUT", "2", "RELAY_PROXY_TRUSTED", "127.0.0.1");

    private static final Pattern UNREACHABLE =
            Pattern.compile("because the other nodes of the relay cannot be reached");
    /** For which messages to reading clients may be returned if their node cannot be reached. */
    static final Pattern AWAY =
            Pattern.compile(UNREACHABLE + "|because this peer is unknown|because this peer is not registered");

    private NatsServer nats;
    /** From each node to NATS. */
    private final List<InterruptibleLink> links = new ArrayList<>();

    private RelayCluster cluster;
    private RunningProxy proxy;
    /** One for each node. */
    private List<Peers> peers;
    /** Set by each test. */
    private ClusterTraffic traffic;

    @BeforeAll
    void startCluster() throws IOException {
        nats = NatsServer.start(
                Artifacts.emptyDirectory("cluster-failures-nats"), "ping_interval: \"2s\"", "ping_max: 1");
        cluster = new RelayCluster("cluster-failures", SETTINGS);
        for (int node = FIRST; node <= THIRD; node++) {
            InterruptibleLink link = new InterruptibleLink(nats.port());
            links.add(link);
            cluster.addStandalone("nats://127.0.0.1:" + link.port());
        }
        proxy = cluster.startProxy();
    }

    @BeforeEach
    void welcomePeers() {
        peers = cluster.nodes().stream()
                .map(node -> new Peers(node.addresses().get(0)))
                .toList();
    }

    @AfterEach
    void disconnect() {
        traffic.close();
        peers.forEach(Peers::close);
    }

    @AfterAll
    void stopCluster() throws IOException {
        try (NatsServer last = nats;
                RelayCluster nodes = cluster;
                RunningProxy first = proxy) {
            for (InterruptibleLink link : links) {
                link.close();
            }
        }
    }

    /** Starts messages between all nodes, until the end of the test. */
    private void startTraffic(Pattern excused) {
        traffic = new ClusterTraffic(cluster, excused);
        traffic.awaitSteps(20);
    }

    private TestEndpoint register(int node) {
        return peers.get(node).register(ClientGeneration.V1_0);
    }

    private TestEndpoint register(int node, TestEndpoint old) {
        return peers.get(node).register(old.generation(), old.uuid());
    }

    private static void assertDisplaced(TestEndpoint old) {
        assertThat(old.peer().awaitClose())
                .isEqualTo(new PeerEvent.CloseReceived(
                        old.generation().displacedCode(), ClientGeneration.DISPLACED_REASON));
    }

    /** Messages reach these endpoints, and each of the traffic's is accounted for. */
    private void assertRestored(TestEndpoint observer, TestEndpoint... endpoints) {
        for (TestEndpoint endpoint : endpoints) {
            observer.awaitExchanges(endpoint);
        }
        traffic.awaitSteps(20);
        traffic.assertAccounted();
    }

    @Test
    void aKilledNodeTakesOnlyItsOwnClientsWithIt() throws Exception {
        startTraffic(ChaosTolerance.NO_REASON);
        TestEndpoint observer = register(FIRST);
        TestEndpoint moving = register(SECOND);
        TestEndpoint lost = register(SECOND);
        observer.reaches(moving);
        observer.reaches(lost);

        traffic.expectEndOf(SECOND);
        cluster.nodes().get(SECOND).kill();

        moving.peer().expectEnd();
        try (Peers throughProxy = new Peers(proxy.address())) {
            TestEndpoint moved = throughProxy.register(moving.generation(), moving.uuid());
            observer.awaitExchanges(moved);
        }
        observer.awaitUnknown(lost.uuid());
        observer.reaches(register(THIRD));

        cluster.nodes().get(SECOND).restart();
        observer.awaitExchanges(register(SECOND, lost));
        traffic.connect(SECOND);
        traffic.awaitSteps(20);
        traffic.assertAccounted();
    }

    /** NATS gives up on the node after 4 s without an answer: shorter, and longer, than that. */
    @ParameterizedTest
    @ValueSource(longs = {2, 8})
    void aPausedNodeDoesNotResurrectAnOldOwner(long seconds) {
        startTraffic(AWAY);
        TestEndpoint observer = register(FIRST);
        TestEndpoint old = register(SECOND);
        TestEndpoint staying = register(SECOND);
        RelayProcess paused = cluster.nodes().get(SECOND).process();
        TestEndpoint newcomer;
        paused.suspend();
        try {
            Instant end = Instant.now().plusSeconds(seconds);
            newcomer = register(THIRD, old);
            observer.awaitExchanges(newcomer);
            await("the end of the pause").until(() -> Instant.now().isAfter(end));
        } finally {
            paused.resume();
        }

        assertDisplaced(old);
        assertRestored(observer, newcomer, staying);
    }

    @Test
    void withoutNatsLocalPeersReachEachOtherAndNewOnesRegister() throws IOException {
        startTraffic(AWAY);
        TestEndpoint observer = register(FIRST);
        TestEndpoint remote = register(SECOND);
        TestEndpoint old = register(SECOND);
        TestEndpoint newcomer;
        try (HealthyPair pair = new HealthyPair(peers.get(FIRST), Duration.ofMillis(10))) {
            pair.awaitExchanges(1);

            nats.kill();

            observer.awaitReturned(remote.uuid(), UNREACHABLE);
            pair.awaitExchanges(20);
            newcomer = register(THIRD, old);
            newcomer.reaches(register(THIRD));
            newcomer.awaitReturned(observer.uuid(), UNREACHABLE);
            old.assertRegisteredAndQuiet();

            nats.restart();

            assertDisplaced(old);
            pair.awaitExchanges(20);
        }
        assertRestored(observer, newcomer, remote, register(SECOND));
    }

    @Test
    void whileNatsIsPausedLocalPeersReachEachOtherAndNewOnesRegister() {
        startTraffic(AWAY);
        TestEndpoint observer = register(FIRST);
        TestEndpoint remote = register(SECOND);
        TestEndpoint old = register(SECOND);
        TestEndpoint newcomer;
        try (HealthyPair pair = new HealthyPair(peers.get(FIRST), Duration.ofMillis(10))) {
            nats.suspend();
            try {
                pair.awaitExchanges(20);
                newcomer = register(THIRD, old);
                newcomer.reaches(register(THIRD));
                observer.awaitReturned(remote.uuid(), UNREACHABLE);
            } finally {
                nats.resume();
            }
            pair.awaitExchanges(20);
        }
        assertDisplaced(old);
        assertRestored(observer, newcomer, remote);
    }

    @Test
    void aNodeBehindAnInterruptedNetworkServesItsOwnClientsAndJoinsAgain() {
        startTraffic(AWAY);
        TestEndpoint observer = register(FIRST);
        TestEndpoint old = register(SECOND);
        TestEndpoint staying = register(SECOND);
        InterruptibleLink link = links.get(SECOND);
        link.interrupt();
        TestEndpoint newcomer;
        try {
            staying.reaches(old);
            newcomer = register(THIRD, old);
            observer.awaitExchanges(newcomer);
            TestEndpoint fresh = register(SECOND);
            fresh.reaches(staying);
            staying.awaitReturned(observer.uuid(), UNREACHABLE);
        } finally {
            link.restore();
        }

        assertDisplaced(old);
        assertRestored(observer, newcomer, staying);
    }
}
