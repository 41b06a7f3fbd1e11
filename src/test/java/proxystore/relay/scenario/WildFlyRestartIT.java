package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A restart of WildFly and a new version of the relay in it cost no endpoint. */
@Order(2)
@Execution(ExecutionMode.CONCURRENT)
class WildFlyRestartIT {
    @Test
    void aRestartAndANewVersionBehindClosedListenersCostNoEndpoint() throws IOException {
        WildFlyContainer wildFly = new WildFlyContainer("wildfly");
        try (RestartableRelay relay = RestartableRelay.in(wildFly, "wildfly-restarts", Restarts.SETTINGS);
                Restarts restarts = Restarts.direct(relay)) {
            restarts.assertCostNoEndpoint(2, Restarts.CLOSED);
            int closed = restarts.events(Restarts.CLOSED);
            ServletContainer.Installation site = relay.site();

            restarts.across(() -> {
                wildFly.beforeStop(site);
                wildFly.undeploy(site);
                wildFly.deploy(site);
                wildFly.afterStart(site);
            });

            restarts.assertNoneLost();
            assertThat(restarts.events(Restarts.CLOSED) - closed)
                    .isEqualTo(relay.addresses().size() * Restarts.ENDPOINTS);
        }
    }

    /** Listening while it starts and stops, as WildFly does of itself. */
    @Test
    void aRestartBehindProxiesCostsNoEndpoint() throws IOException {
        WildFlyContainer wildFly = new WildFlyContainer("wildfly", true);
        try (RestartableRelay relay = RestartableRelay.in(wildFly, "wildfly-behind-proxies", Restarts.SETTINGS);
                Restarts restarts = Restarts.behindProxies(relay)) {
            restarts.assertCostNoEndpoint(2, Restarts.CLOSED);
        }
    }
}
