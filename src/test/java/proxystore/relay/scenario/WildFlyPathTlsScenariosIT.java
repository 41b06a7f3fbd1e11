package proxystore.relay.scenario;

/** The suite against relay.war at {@code /relay} in WildFly, over TLS. */
class WildFlyPathTlsScenariosIT extends ContainerScenarios {
    WildFlyPathTlsScenariosIT() {
        super(new WildFlyContainer("wildfly"), "/relay", true);
    }
}
