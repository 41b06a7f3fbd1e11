package proxystore.relay.scenario;

import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import proxystore.relay.cluster.NatsServer;
import proxystore.relay.cluster.RequiresNats;

/** Two nodes that a cluster of three NATS servers joins. */
@RequiresNats
class ClusterNatsServersIT {
    /** Whichever server each node is connected to. */
    @Test
    void theEndOfOneOfThreeNatsServersClosesNoClient() throws IOException {
        List<NatsServer> servers = NatsServer.startCluster(Artifacts.emptyDirectory("cluster-nats-servers"), 3);
        String urls = servers.stream().map(NatsServer::url).collect(Collectors.joining(","));
        try (RelayCluster two = new RelayCluster("cluster-nats-servers", ClusterFailuresIT.SETTINGS)) {
            two.addStandalone(urls);
            two.addStandalone(urls);
            try (ClusterTraffic between = new ClusterTraffic(two, ClusterFailuresIT.AWAY);
                    Peers ofFirst = new Peers(two.address(0));
                    Peers ofSecond = new Peers(two.address(1))) {
                TestEndpoint one = ofFirst.register(ClientGeneration.V1_0);
                TestEndpoint other = ofSecond.register(ClientGeneration.V0_5);
                for (NatsServer server : servers) {
                    server.kill();
                    one.awaitExchanges(other);
                    one.awaitExchanges(ofSecond.register(ClientGeneration.V1_0));
                    server.restart();
                    between.awaitSteps(20);
                }
                between.assertAccounted();
            }
        } finally {
            servers.forEach(NatsServer::close);
        }
    }
}
