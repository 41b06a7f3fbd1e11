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

    /**
     * A started container.
     *
     * @param contextPath {@code ""} for the root application, or {@code "/relay"}
     */
    static RunningRelay start(Container container, String contextPath) throws IOException {
        String name = container.name() + contextPath.replace('/', '-');
        Path base = Artifacts.emptyDirectory(name);
        TestCertificates certificates = TestCertificates.in(Files.createDirectory(base.resolve("certificates")));
        Container.Site site =
                new Container.Site(base, Artifacts.war(), contextPath, freePort(), freePort(), certificates);
        RelayProcess process = RelayProcess.launch(name, Map.of(), container.prepare(site));
        process.awaitOutput(container.started());
        return new RunningRelay(
                RelayAddress.plain(site.port(), contextPath + "/"),
                Optional.of(RelayAddress.tls(site.tlsPort(), contextPath + "/", certificates.trusting())),
                process);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
