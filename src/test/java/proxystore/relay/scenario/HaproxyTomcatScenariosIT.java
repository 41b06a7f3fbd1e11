package proxystore.relay.scenario;

import java.io.IOException;

/** The suite against relay.war in Tomcat behind HAProxy. */
@RequiresProxy(ReverseProxy.HAPROXY)
class HaproxyTomcatScenariosIT extends ProxyScenarios {
    HaproxyTomcatScenariosIT() {
        super(ReverseProxy.HAPROXY);
    }

    @Override
    RunningRelay startRelay(String name) throws IOException {
        return startTomcat(name);
    }
}
