package proxystore.relay.scenario;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;

/** The suite against relay.war in Tomcat behind Apache httpd. */
@DisplayName("httpd, Tomcat")
class HttpdTomcatScenariosIT extends HttpdScenariosIT {
    @Override
    RelayUnderTest startRelay(String name) throws IOException {
        return startTomcat(name);
    }
}
