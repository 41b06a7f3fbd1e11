package proxystore.relay.scenario;

import org.junit.jupiter.api.DisplayName;

/** The suite against relay.war in Payara Micro. */
@DisplayName("Payara Micro")
class PayaraMicroScenariosIT extends ContainerScenarios {
    PayaraMicroScenariosIT() {
        super(new PayaraMicroContainer("payara-micro"));
    }
}
