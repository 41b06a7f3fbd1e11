package proxystore.relay.scenario;

import java.io.IOException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A restart of WildFly costs no endpoint behind a reverse proxy. {@link ContainerLifeIT} restarts it without one. */
@Order(2)
class WildFlyRestartIT {
    /** Listening while it starts and stops, as WildFly does of itself. */
    @Test
    void aRestartBehindProxiesCostsNoEndpoint() throws IOException {
        WildFlyContainer wildFly = new WildFlyContainer("wildfly", true);
        try (RestartableRelay relay = RestartableRelay.in(wildFly, "wildfly-behind-proxies", Restarts.SETTINGS);
                Restarts restarts = Restarts.behindProxies(relay)) {
            restarts.assertCostNoEndpoint(1, Restarts.CLOSED);
        }
    }
}
