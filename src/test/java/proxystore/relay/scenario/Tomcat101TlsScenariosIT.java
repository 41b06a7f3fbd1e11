package proxystore.relay.scenario;

/** The suite against relay.war as the root application of Tomcat 10.1, over TLS. */
class Tomcat101TlsScenariosIT extends ContainerScenarios {
    Tomcat101TlsScenariosIT() {
        super(new TomcatContainer("tomcat-10.1"), "", true);
    }
}
