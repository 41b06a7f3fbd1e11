package proxystore.relay.scenario;

import org.junit.jupiter.api.DisplayName;

/** The suite against relay.war in Tomcat 10.1. */
@DisplayName("Tomcat 10.1")
class Tomcat101ScenariosIT extends ContainerScenarios {
    Tomcat101ScenariosIT() {
        super(new TomcatContainer("tomcat-10.1"));
    }
}
