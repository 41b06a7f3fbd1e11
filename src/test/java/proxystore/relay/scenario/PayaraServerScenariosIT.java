package proxystore.relay.scenario;

/** The suite against relay.war as the root application of Payara Server. */
class PayaraServerScenariosIT extends ContainerScenarios {
    PayaraServerScenariosIT() {
        super(GlassFishContainer.payara(), "", false);
    }
}
