package proxystore.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.routing.PeerNetwork;

/** Three nodes over a real NATS server. */
@RequiresNats
class NatsClusterContractTest extends PeerNetworkContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration UNHURRIED = Duration.ofMillis(100);

    @TempDir
    private static Path directory;

    private static NatsServer nats;

    private final List<ClusterNetwork> networks = new ArrayList<>();

    @BeforeAll
    static void startNats() throws IOException {
        nats = NatsServer.start(directory);
    }

    @AfterAll
    static void stopNats() {
        nats.close();
    }

    @Override
    List<PeerNetwork> networks() {
        String prefix = "test." + UUID.randomUUID();
        for (int i = 0; i < 3; i++) {
            networks.add(ClusterNetwork.of(RelayConfig.of(Map.of(
                    "cluster.url",
                    nats.url(),
                    "cluster.prefix",
                    prefix,
                    "cluster.node",
                    "node" + i,
                    "cluster.request_timeout",
                    "1",
                    "max_message_bytes",
                    "65536"))));
        }
        return List.copyOf(networks);
    }

    @Override
    void eventually(Runnable assertion) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).untilAsserted(assertion::run);
    }

    @Override
    void settle() {
        eventually(() ->
                networks.forEach(network -> assertThat(network.isConnected()).isTrue()));
        LockSupport.parkNanos(UNHURRIED.toNanos());
    }

    @Override
    void close() {
        networks.forEach(network -> assertThat(network.pendingMessages()).isZero());
        networks.forEach(ClusterNetwork::close);
    }
}
