package proxystore.relay.scenario;

/** The suite against relay.war at {@code /relay} in GlassFish. */
class GlassFishPathScenariosIT extends ContainerScenarios {
    GlassFishPathScenariosIT() {
        super(GlassFishContainer.glassFish(), "/relay", false);
    }
}
