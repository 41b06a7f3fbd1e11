package proxystore.relay.scenario;

/** The suite against relay.war as the root application of GlassFish, over TLS. */
class GlassFishTlsScenariosIT extends ContainerScenarios {
    GlassFishTlsScenariosIT() {
        super(GlassFishContainer.glassFish(), "", true);
    }
}
