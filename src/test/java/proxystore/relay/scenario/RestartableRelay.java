package proxystore.relay.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import proxystore.relay.standalone.tls.TestCertificates;

/** A relay that its recipe ends with SIGTERM and that starts again at once, on the same ports and with the same files. */
final class RestartableRelay implements AutoCloseable {
    private final String name;
    private final Map<String, String> settings;
    private final ProcessBuilder command;
    private final Pattern started;
    private final List<RelayAddress> addresses;
    private final EndpointFleet.Interruption afterStart;
    private final EndpointFleet.Interruption beforeStop;
    /** Of a container. */
    private final Optional<ServletContainer.Installation> site;

    private RelayProcess process;

    private RestartableRelay(
            String name,
            Map<String, String> settings,
            ProcessBuilder command,
            Pattern started,
            List<RelayAddress> addresses,
            EndpointFleet.Interruption afterStart,
            EndpointFleet.Interruption beforeStop,
            Optional<ServletContainer.Installation> site)
            throws IOException {
        this.name = name;
        this.settings = settings;
        this.command = command;
        this.started = started;
        this.addresses = addresses;
        this.afterStart = afterStart;
        this.beforeStop = beforeStop;
        this.site = site;
        this.process = launch(settings);
    }

    /** The standalone relay, on a free loopback port. */
    static RestartableRelay standalone(String name, Map<String, String> settings) throws IOException {
        return standalone(name, settings, RelayAddress.plain(ContainerRelay.freePort(), "/"));
    }

    /** The standalone relay with a certificate, on a free loopback port. */
    static RestartableRelay standaloneTls(String name) throws IOException {
        TestCertificates certificates = TestCertificates.in(
                Files.createDirectory(Artifacts.emptyDirectory(name).resolve("certificates")));
        return standalone(
                name,
                Map.of(),
                RelayAddress.tls(ContainerRelay.freePort(), "/", certificates.trusting()),
                "--certfile",
                certificates.certfile().toString(),
                "--keyfile",
                certificates.keyfile().toString());
    }

    private static RestartableRelay standalone(
            String name, Map<String, String> settings, RelayAddress address, String... options) throws IOException {
        ProcessBuilder command = StandaloneRelay.command(options);
        String port = String.valueOf(address.url().getPort());
        command.command().addAll(List.of("--host", "127.0.0.1", "--port", port));
        return new RestartableRelay(
                name,
                settings,
                command,
                StandaloneRelay.LISTENING,
                List.of(address),
                () -> {},
                () -> {},
                Optional.empty());
    }

    /** {@code relay.war} as the root application of a container. */
    static RestartableRelay in(ServletContainer container, String name, Map<String, String> settings)
            throws IOException {
        ServletContainer.Installation site = ContainerRelay.site(name, "");
        List<RelayAddress> addresses = List.of(
                RelayAddress.plain(site.port(), "/"),
                RelayAddress.tls(site.tlsPort(), "/", site.certificates().trusting()));
        RestartableRelay relay = new RestartableRelay(
                name,
                settings,
                ContainerRelay.command(container, site),
                container.started(),
                addresses,
                () -> container.afterStart(site),
                () -> container.beforeStop(site),
                Optional.of(site));
        try {
            container.configure(site);
            container.afterStart(site);
        } catch (IOException | RuntimeException | AssertionError e) {
            relay.close();
            throw e;
        }
        return relay;
    }

    private RelayProcess launch(Map<String, String> environment) throws IOException {
        RelayProcess launched = RelayProcess.launch(name, environment, command);
        launched.awaitOutput(started);
        return launched;
    }

    /** Each way to the relay: the plain one first, if it has one. */
    List<RelayAddress> addresses() {
        return addresses;
    }

    /** The container's place. */
    ServletContainer.Installation site() {
        return site.orElseThrow();
    }

    String name() {
        return name;
    }

    /** For plain WebSockets, on loopback. */
    int port() {
        return addresses.get(0).url().getPort();
    }

    /** Stops it by SIGTERM as its recipe does, starts it, and waits until it serves. */
    void restart() throws IOException {
        restart(settings);
    }

    /** Ends it by SIGKILL; {@link #restart()} starts it again. */
    void kill() throws InterruptedException {
        process.server().destroyForcibly();
        process.process().waitFor();
    }

    /** The one that runs now. */
    RelayProcess process() {
        return process;
    }

    /** Restarts it with other settings in its environment. */
    void restart(Map<String, String> otherSettings) throws IOException {
        beforeStop.run();
        startAnew(otherSettings);
    }

    /** Starts it with other settings in its environment. If it still runs, SIGTERM alone ends it. */
    void startAnew(Map<String, String> otherSettings) throws IOException {
        process.close();
        process = launch(otherSettings);
        afterStart.run();
    }

    @Override
    public void close() {
        process.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
