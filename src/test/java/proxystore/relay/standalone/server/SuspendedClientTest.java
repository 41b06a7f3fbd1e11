package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import proxystore.relay.Relay;
import proxystore.relay.config.FramePath;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.config.TlsProvider;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.frames.ClientFrames;
import proxystore.relay.standalone.frames.ClientMessages;
import proxystore.relay.standalone.tls.ServerCertificate;
import proxystore.relay.standalone.tls.ServerTls;
import proxystore.relay.standalone.tls.TestCertificates;

/** Clients that send faster than {@code rate.max_messages_per_second}: the relay stops reading them for a while. */
class SuspendedClientTest {
    private static final UUID A = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final int RATE = 100;
    private static final int BURST_SECONDS = 1;
    /** As many messages as a burst has, and as many again. */
    private static final int MESSAGES = 2 * RATE * BURST_SECONDS;

    private static final byte[] PING = "ping".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    private @Nullable Relay relay;
    private @Nullable StandaloneServer server;

    private int start(Optional<ServerTls> tls, Map<String, String> more) throws IOException {
        Map<String, String> settings = new HashMap<>(Map.of(
                "host", "127.0.0.1",
                "port", "0",
                "rate.max_messages_per_second", String.valueOf(RATE),
                "rate.burst_seconds", String.valueOf(BURST_SECONDS),
                "heartbeat.ping_interval", "0.1",
                "heartbeat.pong_timeout", "0.3"));
        settings.putAll(more);
        RelayConfig config = RelayConfig.of(settings);
        relay = new Relay(config);
        server = new StandaloneServer(relay, config.listen(), tls, Failing.LAST_RESORT);
        server.start();
        return server.port();
    }

    @AfterEach
    void stop() {
        if (server != null && relay != null) {
            server.close();
            assertThat(relay.registry().connections()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void getAllTheirMessagesForwardedAndTheNextBytesReadLater(FramePath frames) throws Exception {
        int port = start(Optional.empty(), Map.of("standalone.frames", frames.spelling()));
        try (RawClient client = RawClient.open(port)) {
            assertIsReadLater(client);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "NATIVE"})
    void getTheSameOverTls(TlsProvider provider) throws Exception {
        TestCertificates certificates = TestCertificates.in(directory);
        ServerTls tls =
                ServerTls.of(provider, ServerCertificate.read(certificates.certfileWithKey(), Optional.empty()));
        int port = start(Optional.of(tls), Map.of());
        Socket tcp = RawClient.connect(port, 0);
        SSLSocket socket =
                (SSLSocket) certificates.trusting().getSocketFactory().createSocket(tcp, "localhost", port, true);
        try (RawClient client = RawClient.over(socket)) {
            assertIsReadLater(client);
        }
        stop();
        server = null;
        tls.close();
    }

    /** Longer than a peer has to answer a ping: the relay's pings are answered by no client here. */
    private static void assertIsReadLater(RawClient client) throws InterruptedException {
        register(client);
        long startNanos = System.nanoTime();
        client.write(messages(MESSAGES));
        expectForwarded(client);

        client.write(ClientFrames.frame(ClientFrames.FIN | ClientFrames.PING, PING));
        assertThat(client.next()).isInstanceOf(RawClient.Event.PongFrame.class);
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isGreaterThan(Duration.ofMillis(600));
    }

    @Test
    void areClosedAtOnceAllTheSame() throws Exception {
        int port = start(
                Optional.empty(),
                Map.of(
                        "rate.max_messages_per_second",
                        "1",
                        "rate.burst_seconds",
                        "60",
                        "heartbeat.pong_timeout",
                        "60"));
        try (RawClient client = RawClient.open(port);
                RawClient newcomer = RawClient.open(port)) {
            register(client);
            client.write(messages(MESSAGES));
            expectForwarded(client);
            register(newcomer);
            assertThat(client.next()).isInstanceOf(RawClient.Event.CloseFrame.class);
            assertThat(client.next()).isInstanceOf(RawClient.Event.StreamEnd.class);
        }
    }

    private static void expectForwarded(RawClient client) throws InterruptedException {
        for (int i = 0; i < MESSAGES; i++) {
            assertThat(client.next())
                    .isInstanceOfSatisfying(
                            RawClient.Event.TextFrame.class,
                            text -> assertThat(text.text()).contains("\"error\":null"));
        }
    }

    private static void register(RawClient client) throws InterruptedException {
        client.write(ClientFrames.text(ClientMessages.registration(A)));
        assertThat(client.next()).isInstanceOf(RawClient.Event.TextFrame.class);
    }

    /** In one array, so that the relay reads them together. */
    private static byte[] messages(int number) {
        byte[] message = ClientFrames.text(ClientMessages.peerConnection(A, A, "sdp"));
        return ClientFrames.concat(Collections.nCopies(number, message).toArray(byte[][]::new));
    }
}
