package proxystore.relay.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import proxystore.relay.config.ConfigLoader;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.server.RunningRelay;

/** A standalone relay in this process. Its end asserts that no registration has stayed. */
public final class InProcessRelay implements AutoCloseable {
    private static final Pattern REGISTERED = Pattern.compile(" :: Registered ([0-9a-f-]+)");
    private static final Pattern UNREGISTERED = Pattern.compile(" :: Unregistering client ");

    private final ByteArrayOutputStream log;
    private final RunningRelay relay;

    private InProcessRelay(ByteArrayOutputStream log, RunningRelay relay) {
        this.log = log;
        this.relay = relay;
    }

    /** A relay on a free loopback port, with these settings. */
    public static InProcessRelay start(Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(Map.of("host", "127.0.0.1", "port", "0"));
        all.putAll(settings);
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        return new InProcessRelay(
                log,
                RunningRelay.start(
                        ConfigLoader.load(Optional.empty(), Map.of(), Map.of(), all),
                        new PrintStream(log, true, StandardCharsets.UTF_8),
                        Failing.LAST_RESORT));
    }

    public int port() {
        return relay.port();
    }

    public String url() {
        return "ws://127.0.0.1:" + port() + "/";
    }

    String log() {
        return log.toString(StandardCharsets.UTF_8);
    }

    /** The uuids that have registered, in their order. */
    String[] registered() {
        return REGISTERED.matcher(log()).results().map(match -> match.group(1)).toArray(String[]::new);
    }

    @Override
    public void close() {
        try {
            await("all peers have left")
                    .untilAsserted(() ->
                            assertThat(UNREGISTERED.matcher(log()).results()).hasSameSizeAs(registered()));
        } finally {
            relay.close();
        }
    }
}
