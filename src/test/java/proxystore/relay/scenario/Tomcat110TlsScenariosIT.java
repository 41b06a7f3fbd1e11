package proxystore.relay.scenario;

/** The suite against relay.war as the root application of Tomcat 11.0, over TLS. */
class Tomcat110TlsScenariosIT extends ContainerScenarios {
    Tomcat110TlsScenariosIT() {
        super(new TomcatContainer("tomcat-11.0"), "", true);
    }
}
