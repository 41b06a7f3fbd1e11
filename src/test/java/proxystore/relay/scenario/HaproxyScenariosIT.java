package proxystore.relay.scenario;

/** The suite against the standalone relay behind HAProxy. */
@RequiresProxy(ReverseProxy.HAPROXY)
class HaproxyScenariosIT extends ProxyScenarios {
    HaproxyScenariosIT() {
        super(ReverseProxy.HAPROXY);
    }
}
