package proxystore.relay.scenario;

import org.junit.jupiter.api.DisplayName;

/** The suite against the standalone relay behind nginx. */
@DisplayName("nginx, standalone")
@RequiresProxy(ReverseProxy.NGINX)
class NginxScenariosIT extends ProxyScenarios {
    NginxScenariosIT() {
        super(ReverseProxy.NGINX);
    }
}
