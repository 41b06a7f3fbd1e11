package proxystore.relay.scenario;

/** The suite against relay.war at {@code /relay} in Payara Server, over TLS. */
class PayaraServerPathTlsScenariosIT extends ContainerScenarios {
    PayaraServerPathTlsScenariosIT() {
        super(GlassFishContainer.payara(), "/relay", true);
    }
}
