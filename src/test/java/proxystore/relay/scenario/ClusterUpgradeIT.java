package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import proxystore.relay.cluster.NatsServer;
import proxystore.relay.cluster.RequiresNats;

/** Nodes of a cluster that others replace while clients send. */
@RequiresNats
class ClusterUpgradeIT {
    private static final int CLIENTS = 20;
    private static final int NODES = 3;

    /** The two relays have one listening socket, as on one machine. */
    @Test
    void clientsOfALameDuckAndOfItsSuccessorReachEachOther() throws IOException {
        try (NatsServer nats = NatsServer.start(Artifacts.emptyDirectory("cluster-lame-duck"));
                SharedSocket socket = SharedSocket.open();
                Peers early = new Peers(socket.address());
                Peers late = new Peers(socket.address())) {
            Map<String, String> settings = Map.of("RELAY_CLUSTER_URL", nats.url());
            SharedSocket.Heir old = socket.start("cluster-lame-duck-old", settings);
            List<TestEndpoint> ofOld = early.registerMany(CLIENTS);
            socket.start("cluster-lame-duck-successor", settings);
            old.signal("URG");
            old.await(Pattern.compile("Lame duck: .* " + CLIENTS + " connections"));

            List<TestEndpoint> ofSuccessor = late.registerMany(CLIENTS);

            for (int i = 0; i < CLIENTS; i++) {
                ofOld.get(i).reaches(ofSuccessor.get(i));
                ofSuccessor.get(i).reaches(ofOld.get(i));
            }
            TestEndpoint returning = ofOld.get(0);
            TestEndpoint returned = late.register(returning.generation(), returning.uuid());
            assertThat(returning.peer().awaitClose().code())
                    .isEqualTo(returning.generation().displacedCode());
            ofOld.get(1).reaches(returned);
            early.close();

            assertThat(old.awaitExitCode()).isZero();
            assertThat(old.log()).doesNotContain("ERROR", "Exception");
            ofSuccessor.get(0).reaches(returned);
        }
    }

    @Test
    void nodesThatAreReplacedOneAfterTheOtherLoseNoMessage() throws IOException {
        try (NatsServer nats = NatsServer.start(Artifacts.emptyDirectory("cluster-upgrade"));
                RelayCluster cluster = new RelayCluster("cluster-upgrade", Map.of())) {
            for (int node = 0; node < NODES; node++) {
                cluster.addStandalone(nats.url());
            }
            try (ClusterTraffic traffic = new ClusterTraffic(cluster, ChaosTolerance.NO_REASON)) {
                for (int node = 0; node < NODES; node++) {
                    traffic.connect(node);
                    traffic.awaitSteps(20);
                    traffic.expectStopOf(node);

                    cluster.nodes().get(node).restart();

                    traffic.awaitMoved();
                }
                traffic.connect(0);
                traffic.awaitSteps(20);
                traffic.assertAccounted();
            }
        }
    }
}
