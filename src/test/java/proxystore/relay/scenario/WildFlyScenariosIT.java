package proxystore.relay.scenario;

import org.junit.jupiter.api.DisplayName;

/** The suite against relay.war in WildFly. */
@DisplayName("WildFly")
class WildFlyScenariosIT extends ContainerScenarios {
    WildFlyScenariosIT() {
        super(new WildFlyContainer("wildfly"));
    }
}
