package proxystore.relay.scenario;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * One of the ways into a container that serves relay.war twice: to which application and over which connector.
 *
 * @param contextPath {@code ""} for the root application, or {@code "/relay"}
 * @param overTls whether clients come over TLS, ended by the container's connector
 */
record Entrance(String contextPath, boolean overTls) {
    /**
     * Each application and each connector once; with the system property {@code relay.matrix}, each application over each
     * connector.
     */
    static Stream<Entrance> all() {
        return Boolean.getBoolean("relay.matrix")
                ? Stream.of(
                        new Entrance("", false),
                        new Entrance("/relay", false),
                        new Entrance("", true),
                        new Entrance("/relay", true))
                : Stream.of(new Entrance("", false), new Entrance("/relay", true));
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
