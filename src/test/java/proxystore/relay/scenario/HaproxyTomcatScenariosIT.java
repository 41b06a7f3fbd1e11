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
        return ContainerRelay.start(
                new TomcatContainer("tomcat-11.0"), ContainerRelay.site(name, ""), RunningProxy.TRUSTED);
    }
}
