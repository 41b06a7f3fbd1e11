package proxystore.relay.scenario;

/** The suite against relay.war at {@code /relay} in GlassFish, over TLS. */
class GlassFishPathTlsScenariosIT extends ContainerScenarios {
    GlassFishPathTlsScenariosIT() {
        super(GlassFishContainer.glassFish(), "/relay", true);
    }
}
