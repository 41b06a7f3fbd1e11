package proxystore.relay.scenario;

/** The suite against relay.war at {@code /relay} in Payara Micro, over TLS. */
class PayaraMicroPathTlsScenariosIT extends ContainerScenarios {
    PayaraMicroPathTlsScenariosIT() {
        super(new PayaraMicroContainer("payara-micro"), "/relay", true);
    }
}
