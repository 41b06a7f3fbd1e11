package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import proxystore.relay.standalone.TestCertificates;

/**
 * A reverse proxy that was started for tests.
 *
 * @param address where clients reach the relay through it, over TLS
 */
record RunningProxy(RelayAddress address, RelayProcess process) implements AutoCloseable {
    /** Seconds, in the files that users copy. */
    static final int IDLE_SECONDS = 60;

    /** A proxy on a free loopback port. */
    static RunningProxy start(ReverseProxy proxy, String name, int relayPort, int idleSeconds) throws IOException {
        Path directory = Artifacts.emptyDirectory(name);
        TestCertificates certificates = TestCertificates.in(Files.createDirectory(directory.resolve("certificates")));
        int port = ContainerRelay.freePort();
        ReverseProxy.Site site = new ReverseProxy.Site(directory, port, relayPort, certificates);
        RelayProcess process = RelayProcess.launch(name, Map.of(), proxy.prepare(site, idleSeconds));
        try {
            await(name + " listens").until(() -> !process.process().isAlive() || listens(port));
            assertThat(process.process().isAlive())
                    .as("%s runs:%n%s", name, process.log())
                    .isTrue();
        } catch (RuntimeException | AssertionError e) {
            process.close();
            throw e;
        }
        return new RunningProxy(RelayAddress.tls(port, "/", certificates.trusting()), process);
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
