package proxystore.relay.scenario;

/** The suite against relay.war as the root application of Tomcat 11.0. */
class Tomcat110ScenariosIT extends ContainerScenarios {
    Tomcat110ScenariosIT() {
        super(new TomcatContainer("tomcat-11.0"), "", false);
    }
}
