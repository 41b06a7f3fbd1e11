package proxystore.relay.scenario;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import proxystore.relay.standalone.TestCertificates;

/** Starts a servlet container with relay.war in it, on free ports and from a directory of its own. */
final class ContainerRelay {
    private ContainerRelay() {}

    /** A started container with no settings of the relay in its environment. */
    static RunningRelay start(Container container, Container.Site site) throws IOException {
        return start(container, site, Map.of());
    }

    /** A started container with the relay's settings in its environment. */
    static RunningRelay start(Container container, Container.Site site, Map<String, String> settings)
            throws IOException {
        RelayProcess process =
                RelayProcess.launch(site.base().getFileName().toString(), settings, container.prepare(site));
        process.awaitOutput(container.started());
        try {
            container.configure(site);
        } catch (IOException | RuntimeException | AssertionError e) {
            process.close();
            throw e;
        }
        String path = site.contextPath() + "/";
        return new RunningRelay(
                RelayAddress.plain(site.port(), path),
                Optional.of(RelayAddress.tls(
                        site.tlsPort(), path, site.certificates().trusting())),
                process);
    }

    /**
     * A place of this name, with nothing in it but certificates.
     *
     * @param contextPath {@code ""} for the root application, or {@code "/relay"}
     */
    static Container.Site site(String name, String contextPath) throws IOException {
        Path base = Artifacts.emptyDirectory(name);
        TestCertificates certificates = TestCertificates.in(Files.createDirectory(base.resolve("certificates")));
        return new Container.Site(base, Artifacts.war(), contextPath, freePort(), freePort(), certificates);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
