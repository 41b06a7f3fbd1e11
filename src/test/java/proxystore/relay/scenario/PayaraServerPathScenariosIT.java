package proxystore.relay.scenario;

/** The suite against relay.war at {@code /relay} in Payara Server. */
class PayaraServerPathScenariosIT extends ContainerScenarios {
    PayaraServerPathScenariosIT() {
        super(GlassFishContainer.payara(), "/relay", false);
    }
}
