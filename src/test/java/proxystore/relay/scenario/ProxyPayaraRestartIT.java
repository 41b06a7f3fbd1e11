package proxystore.relay.scenario;

import java.io.IOException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Restarts of the slowest containers behind each reverse proxy. */
@Order(1)
@RequiresProxy({ReverseProxy.NGINX, ReverseProxy.HAPROXY, ReverseProxy.HTTPD})
class ProxyPayaraRestartIT {
    @Test
    void aRestartOfPayaraServerCostsNoEndpoint() throws IOException {
        assertNoEndpointIsLost(GlassFishContainer.payara());
    }

    @Test
    void aRestartOfPayaraMicroCostsNoEndpoint() throws IOException {
        assertNoEndpointIsLost(new PayaraMicroContainer("payara-micro"));
    }

    @Test
    void aRestartOfGlassFishCostsNoEndpoint() throws IOException {
        assertNoEndpointIsLost(GlassFishContainer.glassFish());
    }

    private static void assertNoEndpointIsLost(ServletContainer container) throws IOException {
        String name = container.name() + "-behind-proxies";
        try (RestartableRelay relay = RestartableRelay.in(container, name, ProxyRestarts.SETTINGS)) {
            ProxyRestarts.assertNoEndpointIsLost(relay, 1);
        }
    }
}
