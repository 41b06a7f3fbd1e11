package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.server.StandaloneServer;

/** A small run of chaos: its accounts balance, and they do not if messages are tampered with on their way. */
@SuppressWarnings("NullAway.Init") // set before each test
class ChaosRunTest {
    private static final long SEED = Long.getLong("relay.chaos.seed", 1);
    private static final int CLIENTS = 16;
    private static final Duration LENGTH = Duration.ofMillis(2_500);

    private Relay relay;
    private StandaloneServer server;

    @BeforeEach
    void start() throws IOException {
        RelayConfig config = RelayConfig.of(Map.of(
                "host", "127.0.0.1",
                "port", "0",
                "max_message_bytes", String.valueOf(ChaosRun.MAX_MESSAGE_BYTES),
                "logging.max_warnings", "1"));
        relay = new Relay(config);
        server = new StandaloneServer(relay, config.listen(), Optional.empty(), Failing.LAST_RESORT);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(relay.registry().connections()).isEmpty();
    }

    private static void run(int port, Duration patience) {
        try (ChaosRun chaos =
                new ChaosRun(List.of(RelayAddress.plain(port, "/")), SEED, CLIENTS, patience, ChaosTolerance.NONE)) {
            chaos.run(LENGTH);
            chaos.assertAccounted();
        }
    }

    @Test
    void theAccountsOfARelayBalance() {
        run(server.port(), Patience.LIMIT);
    }

    @ParameterizedTest
    @CsvSource({
        "DROP, was neither delivered nor returned",
        "DUPLICATE, was delivered twice",
        "DELAY, was delivered after message",
        "ALTER, altered"
    })
    void tamperingIsReportedWithTheSeed(TamperingProxy.Tampering tampering, String violation) throws IOException {
        try (TamperingProxy proxy = new TamperingProxy(server.port(), tampering)) {
            assertThatThrownBy(() -> run(proxy.port(), Duration.ofSeconds(1)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining(violation)
                    .hasMessageContaining("-Drelay.chaos.seed=" + SEED);
        }
    }
}
