package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import proxystore.relay.standalone.tls.TestCertificates;

/**
 * A reverse proxy that was started for tests.
 *
 * @param address where clients reach the relay through it, over TLS
 */
record RunningProxy(ReverseProxy proxy, RelayAddress address, RelayProcess process) implements AutoCloseable {
    /** A reload that takes longer was not begun. */
    private static final Duration LOST_SIGNAL = Duration.ofSeconds(5);

    /** A proxy on a free loopback port, with the file that users copy. */
    static RunningProxy start(ReverseProxy proxy, String name, int relayPort) throws IOException {
        return start(proxy, name, relayPort, Map.of());
    }

    /**
     * A proxy on a free loopback port.
     *
     * @param changes texts of the file that users copy, and what stands in their place
     */
    static RunningProxy start(ReverseProxy proxy, String name, int relayPort, Map<String, String> changes)
            throws IOException {
        Path directory = Artifacts.emptyDirectory(name);
        TestCertificates certificates = TestCertificates.in(Files.createDirectory(directory.resolve("certificates")));
        int port = ContainerRelay.freePort();
        ReverseProxy.ProxySite site = new ReverseProxy.ProxySite(directory, port, relayPort, certificates);
        RelayProcess process = RelayProcess.launch(name, Map.of(), proxy.prepare(site, changes));
        try {
            await(name + " listens").until(() -> !process.process().isAlive() || listens(port));
            assertThat(process.process().isAlive())
                    .as("%s runs:%n%s", name, process.log())
                    .isTrue();
        } catch (RuntimeException | AssertionError e) {
            process.close();
            throw e;
        }
        return new RunningProxy(proxy, RelayAddress.tls(port, "/", certificates.trusting()), process);
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** The processes that it has started, old and new. */
    Set<Long> workers() {
        return process.process().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
    }

    /**
     * Reloads its configuration and waits for a worker that has the new one. HAProxy's master ignores a signal that arrives
     * while it starts anew, so the signal is repeated once.
     */
    void reload() throws IOException {
        Set<Long> old = workers();
        ConditionFactory newWorker = await(proxy + " has a new worker");
        signal(proxy.reloadSignal());
        try {
            newWorker.atMost(LOST_SIGNAL).until(() -> !old.containsAll(workers()));
        } catch (ConditionTimeoutException e) {
            signal(proxy.reloadSignal());
            newWorker.until(() -> !old.containsAll(workers()));
        }
    }

    /** Sends a signal to its first process. */
    void signal(String name) throws IOException {
        String pid = String.valueOf(process.process().pid());
        Command.run(proxy + "-" + name, new ProcessBuilder("kill", "-" + name, pid));
    }

    @Override
    public void close() {
        process.close();
    }
}
