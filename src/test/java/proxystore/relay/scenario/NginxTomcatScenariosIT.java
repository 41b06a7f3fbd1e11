package proxystore.relay.scenario;

import java.io.IOException;

/** The suite against relay.war in Tomcat behind nginx. */
@RequiresProxy(ReverseProxy.NGINX)
class NginxTomcatScenariosIT extends ProxyScenarios {
    NginxTomcatScenariosIT() {
        super(ReverseProxy.NGINX);
    }

    @Override
    RunningRelay startRelay(String name) throws IOException {
        return startTomcat(name);
    }
}
