package proxystore.relay.scenario;

/** The suite against the standalone relay behind nginx. */
@RequiresProxy(ReverseProxy.NGINX)
class NginxScenariosIT extends ProxyScenarios {
    NginxScenariosIT() {
        super(ReverseProxy.NGINX);
    }
}
