package proxystore.relay.scenario;

/** The suite against relay.war at {@code /relay} in Tomcat 11.0, over TLS. */
class Tomcat110PathTlsScenariosIT extends ContainerScenarios {
    Tomcat110PathTlsScenariosIT() {
        super(new TomcatContainer("tomcat-11.0"), "/relay", true);
    }
}
