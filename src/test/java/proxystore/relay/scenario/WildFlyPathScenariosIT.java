package proxystore.relay.scenario;

/** The suite against relay.war at {@code /relay} in WildFly. */
class WildFlyPathScenariosIT extends ContainerScenarios {
    WildFlyPathScenariosIT() {
        super(new WildFlyContainer("wildfly"), "/relay", false);
    }
}
