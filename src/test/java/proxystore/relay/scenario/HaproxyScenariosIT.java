package proxystore.relay.scenario;

import org.junit.jupiter.api.DisplayName;

/** The suite against the standalone relay behind HAProxy. */
@DisplayName("HAProxy, standalone")
@RequiresProxy(ReverseProxy.HAPROXY)
class HaproxyScenariosIT extends ProxyScenarios {
    HaproxyScenariosIT() {
        super(ReverseProxy.HAPROXY);
    }
}
