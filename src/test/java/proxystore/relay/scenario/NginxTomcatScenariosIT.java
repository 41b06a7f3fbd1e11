package proxystore.relay.scenario;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;

/** The suite against relay.war in Tomcat behind nginx. */
@DisplayName("nginx, Tomcat")
@RequiresProxy(ReverseProxy.NGINX)
class NginxTomcatScenariosIT extends ProxyScenarios {
    NginxTomcatScenariosIT() {
        super(ReverseProxy.NGINX);
    }

    @Override
    RelayUnderTest startRelay(String name) throws IOException {
        return startTomcat(name);
    }
}
