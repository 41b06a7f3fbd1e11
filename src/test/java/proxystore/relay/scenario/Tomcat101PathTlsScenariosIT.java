package proxystore.relay.scenario;

/** The suite against relay.war at {@code /relay} in Tomcat 10.1, over TLS. */
class Tomcat101PathTlsScenariosIT extends ContainerScenarios {
    Tomcat101PathTlsScenariosIT() {
        super(new TomcatContainer("tomcat-10.1"), "/relay", true);
    }
}
