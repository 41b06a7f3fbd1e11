package proxystore.relay.scenario;

import org.junit.jupiter.api.DisplayName;

/** The suite against relay.war in GlassFish. */
@DisplayName("GlassFish")
class GlassFishScenariosIT extends ContainerScenarios {
    GlassFishScenariosIT() {
        super(GlassFishContainer.glassFish());
    }
}
