package proxystore.relay.scenario;

/** The suite against relay.war at {@code /relay} in Payara Server, over TLS. */
class PayaraServerTlsScenariosIT extends ContainerScenarios {
    PayaraServerTlsScenariosIT() {
        super(GlassFishContainer.payara(), "/relay", true);
    }
}
