package proxystore.relay.scenario;

/** The suite against relay.war as the root application of Payara Micro. */
class PayaraMicroScenariosIT extends ContainerScenarios {
    PayaraMicroScenariosIT() {
        super(new PayaraMicroContainer("payara-micro"), "", false);
    }
}
