package proxystore.relay.scenario;

/** The suite against relay.war as the root application of WildFly. */
class WildFlyScenariosIT extends ContainerScenarios {
    WildFlyScenariosIT() {
        super(new WildFlyContainer("wildfly"), "", false);
    }
}
