package proxystore.relay.scenario;

import org.junit.jupiter.api.DisplayName;

/** The suite against relay.war in Tomcat 11.0. */
@DisplayName("Tomcat 11.0")
class Tomcat110ScenariosIT extends ContainerScenarios {
    Tomcat110ScenariosIT() {
        super(new TomcatContainer("tomcat-11.0"));
    }
}
