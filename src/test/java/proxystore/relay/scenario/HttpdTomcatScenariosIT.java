package proxystore.relay.scenario;

import java.io.IOException;

/** The suite against relay.war in Tomcat behind Apache httpd. */
class HttpdTomcatScenariosIT extends HttpdScenariosIT {
    @Override
    RunningRelay startRelay(String name) throws IOException {
        return startTomcat(name);
    }
}
