package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The suite against relay.war in a servlet container, and what only a container has. */
abstract class ContainerScenarios extends RelayScenarios {
    private final Container container;
    private final String contextPath;

    ContainerScenarios(Container container, String contextPath) {
        this.container = container;
        this.contextPath = contextPath;
    }

    @Override
    RunningRelay start() throws IOException {
        return ContainerRelay.start(container, contextPath);
    }

    @Test
    void theTlsConnectorLeadsToTheSameRelay() {
        try (Peers overTls = new Peers(running().tls().orElseThrow())) {
            TestEndpoint secure = overTls.register(ClientGeneration.V1_0);
            TestEndpoint plain = peers().register(ClientGeneration.V0_5);

            secure.reaches(plain);
            plain.reaches(secure);
        }
    }

    @Test
    void theContainerStartsWithoutAWarning() {
        assertThat(running().process().log().lines())
                .filteredOn(line -> !line.contains("proxystore.relay.routing"))
                .noneMatch(line -> line.contains(" WARNING ") || line.contains(" SEVERE "));
    }
}
