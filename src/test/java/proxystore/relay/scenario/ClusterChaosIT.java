package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import proxystore.relay.cluster.NatsServer;
import proxystore.relay.cluster.RequiresNats;

/** {@link ChaosIT} with three nodes: each connection of a client goes to another node than the one before it. */
@Order(1)
@RequiresNats
class ClusterChaosIT {
    private static final int SECONDS = Integer.getInteger("relay.chaos.seconds", 20);
    private static final int CLIENTS = 150;
    private static final int NODES = 3;
    /** A registration takes time, and the clients send at once. */
    private static final Map<String, String> PATIENT_INBOX =
            Map.of("RELAY_INBOX_MAX_MESSAGES", "1000", "RELAY_INBOX_MAX_BYTES", String.valueOf(16 << 20));

    private static final long SEED = Long.getLong("relay.chaos.seed", 20_261_128);

    @Test
    void everyMessageIsDeliveredOrReturned() throws IOException {
        Map<String, String> settings = new HashMap<>(ChaosRun.SETTINGS);
        settings.putAll(PATIENT_INBOX);
        try (NatsServer nats = NatsServer.start(Artifacts.emptyDirectory("cluster-chaos-nats"));
                RelayCluster cluster = new RelayCluster("cluster-chaos", settings)) {
            for (int i = 0; i < NODES; i++) {
                cluster.addStandalone(nats.url());
            }
            List<RelayAddress> addresses =
                    IntStream.range(0, NODES).mapToObj(cluster::address).toList();
            List<Long> sockets = sockets(cluster);
            ChaosTolerance tolerance =
                    new ChaosTolerance(() -> ChaosRelay.uncertain(cluster.logs()), 0, ChaosTolerance.NO_REASON);
            try (ChaosRun chaos = new ChaosRun(addresses, SEED, CLIENTS, Patience.LIMIT, tolerance)) {
                chaos.run(Duration.ofSeconds(SECONDS));
                chaos.assertAccounted();
            }
            await("the nodes have closed all connections, seed " + SEED)
                    .untilAsserted(() -> assertThat(sockets(cluster)).isEqualTo(sockets));
        }
    }

    private static List<Long> sockets(RelayCluster cluster) {
        return cluster.nodes().stream().map(node -> node.process().sockets()).toList();
    }
}
