package proxystore.relay.scenario;

import org.junit.jupiter.api.DisplayName;

/** The suite against relay.war in Payara Server. */
@DisplayName("Payara Server")
class PayaraServerScenariosIT extends ContainerScenarios {
    PayaraServerScenariosIT() {
        super(GlassFishContainer.payara());
    }
}
