package proxystore.relay.scenario;

/** The suite against relay.war as the root application of Tomcat 10.1. */
class Tomcat101ScenariosIT extends ContainerScenarios {
    Tomcat101ScenariosIT() {
        super(new TomcatContainer("tomcat-10.1"), "", false);
    }
}
