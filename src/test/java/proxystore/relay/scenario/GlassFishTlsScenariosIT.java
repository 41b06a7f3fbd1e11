package proxystore.relay.scenario;

/** The suite against relay.war at {@code /relay} in GlassFish, over TLS. */
class GlassFishTlsScenariosIT extends ContainerScenarios {
    GlassFishTlsScenariosIT() {
        super(GlassFishContainer.glassFish(), "/relay", true);
    }
}
