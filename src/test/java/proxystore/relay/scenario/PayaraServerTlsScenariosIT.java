package proxystore.relay.scenario;

/** The suite against relay.war as the root application of Payara Server, over TLS. */
class PayaraServerTlsScenariosIT extends ContainerScenarios {
    PayaraServerTlsScenariosIT() {
        super(GlassFishContainer.payara(), "", true);
    }
}
