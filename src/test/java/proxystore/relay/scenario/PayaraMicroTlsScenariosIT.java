package proxystore.relay.scenario;

/** The suite against relay.war as the root application of Payara Micro, over TLS. */
class PayaraMicroTlsScenariosIT extends ContainerScenarios {
    PayaraMicroTlsScenariosIT() {
        super(new PayaraMicroContainer("payara-micro"), "", true);
    }
}
