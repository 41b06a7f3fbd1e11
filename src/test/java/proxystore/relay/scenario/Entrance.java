package proxystore.relay.scenario;

import java.util.List;
import java.util.Optional;

/**
 * One of the ways into a container that serves relay.war twice: to which application and over which connector.
 *
 * @param contextPath {@code ""} for the root application, or {@code "/relay"}
 * @param overTls whether clients come over TLS, ended by the container's connector
 */
record Entrance(String contextPath, boolean overTls) {
    static final Entrance ROOT_PLAIN = new Entrance("", false);
    static final Entrance RELAY_TLS = new Entrance("/relay", true);

    /** Each application over each connector. */
    static List<Entrance> all() {
        return List.of(ROOT_PLAIN, new Entrance("/relay", false), new Entrance("", true), RELAY_TLS);
    }

    /** The relay behind this entrance. */
    RelayUnderTest of(ServletContainer.Installation site, RelayProcess container) {
        String path = contextPath + "/";
        RelayAddress plain = RelayAddress.plain(site.port(), path);
        RelayAddress tls =
                RelayAddress.tls(site.tlsPort(), path, site.certificates().trusting());
        return new RelayUnderTest(overTls ? tls : plain, Optional.of(tls), container);
    }

    @Override
    public String toString() {
        return (contextPath.isEmpty() ? "/" : contextPath) + " over " + (overTls ? "wss" : "ws");
    }
}
