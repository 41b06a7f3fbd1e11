package proxystore.relay.scenario;

/** The suite against relay.war at {@code /relay} in Tomcat 10.1. */
class Tomcat101PathScenariosIT extends ContainerScenarios {
    Tomcat101PathScenariosIT() {
        super(new TomcatContainer("tomcat-10.1"), "/relay", false);
    }
}
