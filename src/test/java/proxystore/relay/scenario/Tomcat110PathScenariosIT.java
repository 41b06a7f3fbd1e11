package proxystore.relay.scenario;

/** The suite against relay.war at {@code /relay} in Tomcat 11.0. */
class Tomcat110PathScenariosIT extends ContainerScenarios {
    Tomcat110PathScenariosIT() {
        super(new TomcatContainer("tomcat-11.0"), "/relay", false);
    }
}
