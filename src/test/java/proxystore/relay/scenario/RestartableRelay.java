package proxystore.relay.scenario;

import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;

/** A relay that can be stopped and started again, at the same port and with the same files. */
final class RestartableRelay implements AutoCloseable {
    private final String name;
    private final Map<String, String> settings;
    private final ProcessBuilder command;
    private final Pattern started;
    private final int port;
    private RelayProcess process;

    private RestartableRelay(
            String name, Map<String, String> settings, ProcessBuilder command, Pattern started, int port)
            throws IOException {
        this.name = name;
        this.settings = settings;
        this.command = command;
        this.started = started;
        this.port = port;
        this.process = launch();
    }

    /** The standalone relay, on a free loopback port. */
    static RestartableRelay standalone(String name, Map<String, String> settings) throws IOException {
        int port = ContainerRelay.freePort();
        ProcessBuilder command = StandaloneRelay.command("--host", "127.0.0.1", "--port", String.valueOf(port));
        return new RestartableRelay(name, settings, command, StandaloneRelay.LISTENING, port);
    }

    /** {@code relay.war} as the root application of a container. */
    static RestartableRelay in(Container container, String name, Map<String, String> settings) throws IOException {
        Container.Site site = ContainerRelay.site(name, "");
        RestartableRelay relay =
                new RestartableRelay(name, settings, container.prepare(site), container.started(), site.port());
        try {
            container.configure(site);
        } catch (IOException | RuntimeException | AssertionError e) {
            relay.close();
            throw e;
        }
        return relay;
    }

    private RelayProcess launch() throws IOException {
        RelayProcess launched = RelayProcess.launch(name, settings, command);
        launched.awaitOutput(started);
        return launched;
    }

    /** For plain WebSockets, on loopback. */
    int port() {
        return port;
    }

    /** Stops it by SIGTERM, starts it, and waits until it says that it has started. */
    void restart() throws IOException {
        process.close();
        process = launch();
    }

    @Override
    public void close() {
        process.close();
    }
}
