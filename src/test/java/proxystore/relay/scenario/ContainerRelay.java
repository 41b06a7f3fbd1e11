package proxystore.relay.scenario;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import proxystore.relay.standalone.tls.TestCertificates;

/** Starts a servlet container with relay.war in it, on free ports and from a directory of its own. */
final class ContainerRelay {
    /** Below the ports that systems give to clients (from 32768 on): none of them takes a port that a server is to have. */
    private static final int FIRST_PORT = 20_000;

    private static final int PORTS = 12_000;
    /** Starts anywhere, because other runs of the tests may be under way. */
    private static final AtomicInteger NEXT_PORT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(PORTS));

    private ContainerRelay() {}

    /** A started container with no settings of the relay in its environment. */
    static RelayUnderTest start(ServletContainer container, ServletContainer.Installation site) throws IOException {
        return start(container, site, Map.of());
    }

    /** A started container with the relay's settings in its environment. */
    static RelayUnderTest start(
            ServletContainer container, ServletContainer.Installation site, Map<String, String> settings)
            throws IOException {
        RelayProcess process =
                RelayProcess.launch(site.base().getFileName().toString(), settings, command(container, site));
        process.awaitOutput(container.started());
        try {
            container.configure(site);
            container.afterStart(site);
        } catch (IOException | RuntimeException | AssertionError e) {
            process.close();
            throw e;
        }
        String path = site.contextPath() + "/";
        return new RelayUnderTest(
                RelayAddress.plain(site.port(), path),
                Optional.of(RelayAddress.tls(
                        site.tlsPort(), path, site.certificates().trusting())),
                process);
    }

    /** Lays out the container's files; the command that starts it. */
    static ProcessBuilder command(ServletContainer container, ServletContainer.Installation site) throws IOException {
        ProcessBuilder command = container.prepare(site);
        command.environment().put("JAVA_TOOL_OPTIONS", String.join(" ", Artifacts.SERVER_JVM));
        return command;
    }

    /**
     * A place of this name, with nothing in it but certificates.
     *
     * @param contextPaths of each application, {@code ""} for the root application, or {@code "/relay"}
     */
    static ServletContainer.Installation site(String name, String... contextPaths) throws IOException {
        Path base = Artifacts.emptyDirectory(name);
        TestCertificates certificates = TestCertificates.in(Files.createDirectory(base.resolve("certificates")));
        return new ServletContainer.Installation(
                base, Artifacts.war(), List.of(contextPaths), freePort(), freePort(), certificates);
    }

    /** A port that no server listens on and that this method has not named before. */
    static int freePort() throws IOException {
        for (int tries = 0; tries < PORTS; tries++) {
            int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Another program's; the next one may be free.
            }
        }
        throw new IOException("no free port from " + FIRST_PORT + " on");
    }
}
