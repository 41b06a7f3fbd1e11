package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.Credentials;
import proxystore.relay.config.ConfigException;
import proxystore.relay.config.ConfigLoader;
import proxystore.relay.config.LoadedConfig;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.process.StartFailure;
import proxystore.relay.standalone.tls.TestCertificates;

class RunningRelayTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private static final String REGISTRATION = """
            {"name": "one", "uuid": "6b5c9f8e-6f4c-4a53-9a0d-0f6a2a6c8f01", "message_type": "server_registration"}""";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @AfterEach
    void nothingIsLeft() {
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("relay-")));
    }

    @Test
    void closeClosesClientsWith1001() throws Exception {
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        try (RunningRelay relay = start(Map.of())) {
            connect(HttpClient.newHttpClient(), "ws://127.0.0.1:" + relay.port(), closed);
        }
        assertThat(closed).succeedsWithin(TIMEOUT).isEqualTo(1001);
        assertThat(outText()).contains(" :: Serving relay server on 127.0.0.1:").endsWith(" :: Server closed\n");
    }

    @Test
    void aCertificateEnablesTls() throws Exception {
        TestCertificates certificates = TestCertificates.in(directory);
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        HttpClient client =
                HttpClient.newBuilder().sslContext(certificates.trusting()).build();
        try (RunningRelay relay = start(Map.of(
                "certfile", certificates.certfile().toString(),
                "keyfile", certificates.keyfile().toString()))) {
            connect(client, "wss://localhost:" + relay.port(), closed);
        }
        assertThat(closed).succeedsWithin(TIMEOUT).isEqualTo(1001);
        assertThat(outText()).contains(" :: Serving relay server on 127.0.0.1:");
    }

    @Test
    void addressOfEveryInterfaceIsPrintedWithOneThatClientsCanUse() throws Exception {
        try (RunningRelay relay = start(Map.of("host", "0.0.0.0"))) {
            assertThat(relay.port()).isPositive();
        }
        assertThat(outText())
                .containsPattern("Serving relay server on 0.0.0.0:(\\d+) \\(ws://0.0.0.0:\\1, every interface;"
                        + " from this machine ws://localhost:\\1\\)");
    }

    @Test
    void aSecondCloseHasNoEffect() throws Exception {
        RunningRelay relay = start(Map.of());
        relay.close();
        relay.close();

        assertThat(outText()).containsOnlyOnce("Server closed");
    }

    @Test
    void theAuthenticatorIsClosedIfTheLogCannotBeOpened() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        AtomicInteger closes = new AtomicInteger();
        Authenticator authenticator = new Authenticator() {
            @Override
            public boolean required() {
                return true;
            }

            @Override
            public CompletionStage<Authentication> authenticate(Credentials credentials) {
                throw new AssertionError("no client can have connected");
            }

            @Override
            public void close() {
                closes.incrementAndGet();
            }
        };
        RelayConfig config = RelayConfig.of(Map.of("logging.log_dir", file.toString()));

        assertThatThrownBy(() -> RunningRelay.openLog(
                        config, new PrintStream(out, true, StandardCharsets.UTF_8), Failing.LAST_RESORT, authenticator))
                .isInstanceOf(StartFailure.class);

        assertThat(closes).hasValue(1);
    }

    private RunningRelay start(Map<String, String> flags) throws ConfigException, StartFailure {
        Map<String, String> all = new HashMap<>(Map.of("host", "127.0.0.1", "port", "0"));
        all.putAll(flags);
        LoadedConfig loaded = ConfigLoader.load(Optional.empty(), Map.of(), Map.of(), all);
        return RunningRelay.start(loaded, new PrintStream(out, true, StandardCharsets.UTF_8), Failing.LAST_RESORT);
    }

    /** Registers a client and waits for the relay's answer. */
    private static void connect(HttpClient client, String url, CompletableFuture<Integer> closed) {
        CompletableFuture<String> answered = new CompletableFuture<>();
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(url), new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
                        answered.complete(part.toString());
                        socket.request(1);
                        return null;
                    }

                    @Override
                    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
                        closed.complete(code);
                        return null;
                    }
                })
                .join();
        assertThat(socket.sendText(REGISTRATION, true)).succeedsWithin(TIMEOUT);
        assertThat(answered).succeedsWithin(TIMEOUT).asString().contains("\"success\":true");
    }

    private String outText() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
