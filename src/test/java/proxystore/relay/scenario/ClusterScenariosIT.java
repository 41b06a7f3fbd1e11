package proxystore.relay.scenario;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import proxystore.relay.cluster.NatsServer;
import proxystore.relay.cluster.RequiresNats;

/**
 * What concerns several clients, with three nodes: two standalone programs and Tomcat with relay.war. Each client connects to
 * another node than the one before it. {@code -Drelay.cluster.races} sets the number of races for one uuid.
 */
@Order(2)
@RequiresNats
@RequiresProxy(ReverseProxy.HAPROXY)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit calls startCluster() first
class ClusterScenariosIT {
    /** Room for a message of the maximum length and what nodes add to it. */
    private static final String MAX_PAYLOAD = "max_payload: 2097152";

    private static final int RACES = Integer.getInteger("relay.cluster.races", 5);

    private NatsServer nats;
    private RelayCluster cluster;
    private RunningProxy proxy;

    @BeforeAll
    void startCluster() throws IOException {
        nats = NatsServer.start(Artifacts.emptyDirectory("cluster-scenarios-nats"), MAX_PAYLOAD);
        cluster = new RelayCluster("cluster-scenarios", Map.of("RELAY_PROXY_TRUSTED", "127.0.0.1"));
        cluster.addStandalone(nats.url());
        cluster.addTomcat(nats.url());
        cluster.addStandalone(nats.url());
        proxy = cluster.startProxy();
    }

    @AfterAll
    void stopCluster() {
        try (NatsServer last = nats;
                RelayCluster second = cluster;
                RunningProxy first = proxy) {
            // the servers that depend on others end first
        }
    }

    /** One way to the nodes, which run on after it. */
    private abstract class ClusterSuite extends ScenarioSuite {
        @Override
        String relayName() {
            return "three nodes";
        }

        @Override
        List<RelayProcess> processes() {
            return cluster.nodes().stream().map(RestartableRelay::process).toList();
        }

        final RelayUnderTest at(RelayAddress address) {
            return new RelayUnderTest(address, Optional.empty(), processes().get(0));
        }

        @Override
        void stop() {}
    }

    /** The clients choose a node. */
    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class DirectSuite extends ClusterSuite
            implements RegistrationScenarios,
                    TakeoverScenarios,
                    ForwardingScenarios,
                    TransportScenarios,
                    LeavingScenarios,
                    LoadScenarios {
        @Override
        RelayUnderTest start() {
            return at(cluster.address(0));
        }

        @Override
        Peers newPeers() {
            return new Peers(cluster.inTurn());
        }

        @Test
        void eachRaceOfFortyConnectionsHasOneWinner() {
            for (int i = 0; i < RACES; i++) {
                fortyConcurrentRegistrationsOfOneUuidLeaveOneOwner(ClientGeneration.V0_5, ClientGeneration.V1_0);
                replacePeers();
            }
        }
    }

    /** HAProxy chooses a node. */
    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class BalancedSuite extends ClusterSuite
            implements RegistrationScenarios, TakeoverScenarios, ForwardingScenarios, LeavingScenarios {
        @Override
        RelayUnderTest start() {
            return at(proxy.address());
        }

        @Override
        String entrance() {
            return "HAProxy";
        }
    }
}
