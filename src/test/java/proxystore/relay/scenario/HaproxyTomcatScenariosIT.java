package proxystore.relay.scenario;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;

/** The suite against relay.war in Tomcat behind HAProxy. */
@DisplayName("HAProxy, Tomcat")
@RequiresProxy(ReverseProxy.HAPROXY)
class HaproxyTomcatScenariosIT extends ProxyScenarios {
    HaproxyTomcatScenariosIT() {
        super(ReverseProxy.HAPROXY);
    }

    @Override
    RelayUnderTest startRelay(String name) throws IOException {
        return startTomcat(name);
    }
}
