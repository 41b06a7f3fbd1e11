package proxystore.relay.scenario;

/** The suite against relay.war as the root application of WildFly, over TLS. */
class WildFlyTlsScenariosIT extends ContainerScenarios {
    WildFlyTlsScenariosIT() {
        super(new WildFlyContainer("wildfly"), "", true);
    }
}
