package proxystore.relay.scenario;

import java.io.IOException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Restarts of the relay behind each reverse proxy. */
@Order(2)
@RequiresProxy({ReverseProxy.NGINX, ReverseProxy.HAPROXY, ReverseProxy.HTTPD})
class ProxyRestartIT {
    private static final int RESTARTS = 2;

    @Test
    void aRestartOfTheStandaloneRelayCostsNoEndpoint() throws IOException {
        try (RestartableRelay relay =
                RestartableRelay.standalone("standalone-behind-proxies", ProxyRestarts.SETTINGS)) {
            ProxyRestarts.assertNoEndpointIsLost(relay, RESTARTS);
        }
    }

    @Test
    void aRestartOfTomcatCostsNoEndpoint() throws IOException {
        assertNoEndpointIsLost(new TomcatContainer("tomcat-11.0"));
    }

    @Test
    void aRestartOfWildFlyCostsNoEndpoint() throws IOException {
        assertNoEndpointIsLost(new WildFlyContainer("wildfly", true));
    }

    private static void assertNoEndpointIsLost(ServletContainer container) throws IOException {
        String name = container.name() + "-behind-proxies";
        try (RestartableRelay relay = RestartableRelay.in(container, name, ProxyRestarts.SETTINGS)) {
            ProxyRestarts.assertNoEndpointIsLost(relay, RESTARTS);
        }
    }
}
