package proxystore.relay.scenario;

/** The suite against relay.war as the root application of GlassFish. */
class GlassFishScenariosIT extends ContainerScenarios {
    GlassFishScenariosIT() {
        super(GlassFishContainer.glassFish(), "", false);
    }
}
