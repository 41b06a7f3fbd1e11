package proxystore.relay.scenario;

/** The suite against relay.war at {@code /relay} in Payara Micro. */
class PayaraMicroPathScenariosIT extends ContainerScenarios {
    PayaraMicroPathScenariosIT() {
        super(new PayaraMicroContainer("payara-micro"), "/relay", false);
    }
}
