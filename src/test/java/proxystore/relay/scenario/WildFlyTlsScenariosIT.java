package proxystore.relay.scenario;

/** The suite against relay.war at {@code /relay} in WildFly, over TLS. */
class WildFlyTlsScenariosIT extends ContainerScenarios {
    WildFlyTlsScenariosIT() {
        super(new WildFlyContainer("wildfly"), "/relay", true);
    }
}
