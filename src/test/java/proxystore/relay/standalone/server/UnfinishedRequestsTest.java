package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.LogLines;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.config.TlsProvider;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.process.StartFailure;
import proxystore.relay.standalone.tls.ServerCertificate;
import proxystore.relay.standalone.tls.ServerTls;
import proxystore.relay.standalone.tls.TestCertificates;

/** Requests whose unfinished heads, or records of TLS, are larger than {@code admission.max_received_bytes} together. */
class UnfinishedRequestsTest {
    private static final int BUDGET = 20_000;
    /** Of an unfinished head or record: one fits into the budget, and two do not. */
    private static final int LENGTH = 15_000;

    private static final String HEAD = "GET / HTTP/1.1\r\nHost: relay\r\na: ";
    /** The header of a TLS record with the start of a ClientHello (RFC 8446, sections 4 and 5.1). */
    private static final String RECORD = "\u0016\u0003\u0001@\u0000\u0001\u0000?\u00fc\u0003\u0003";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @RegisterExtension
    final LogLines failures = new LogLines(FailedConnections.class);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsPastTheBudgetIsCutAndShortRequestsAreServed(boolean secure) throws Exception {
        TestCertificates certificates = TestCertificates.in(directory);
        byte[] part = ((secure ? RECORD : HEAD) + "x".repeat(LENGTH)).getBytes(StandardCharsets.ISO_8859_1);
        try (StandaloneServer server = start(secure ? Optional.of(certificates) : Optional.empty())) {
            SSLContext trusting = certificates.trusting();
            try (Socket held = RawClient.connect(server.port(), 0);
                    Socket excess = RawClient.connect(server.port(), 0)) {
                held.getOutputStream().write(part);
                assertPageIsServed(server, trusting, secure); // then the part before it has been read
                excess.getOutputStream().write(part);
                assertThat(isEnded(excess)).isTrue();
                assertThat(failures.get())
                        .containsExactly("WARN 127.0.0.1:" + excess.getLocalPort() + " was cut within its request:"
                                + " unfinished requests take too much memory (admission.max_received_bytes)");
                assertPageIsServed(server, trusting, secure);
            }
            await().untilAsserted(() -> {
                try (Socket next = RawClient.connect(server.port(), 0)) {
                    next.getOutputStream().write(part);
                    assertPageIsServed(server, trusting, secure);
                    next.setSoTimeout(1);
                    assertThat(isEnded(next)).isFalse();
                }
            });
        }
    }

    private static StandaloneServer start(Optional<TestCertificates> certificates) throws IOException, StartFailure {
        RelayConfig config = RelayConfig.of(Map.of(
                "host", "127.0.0.1",
                "port", "0",
                "standalone.selectors", "1",
                "admission.max_received_bytes", String.valueOf(BUDGET)));
        Optional<ServerTls> tls = certificates.isPresent()
                ? Optional.of(ServerTls.of(
                        TlsProvider.JDK,
                        ServerCertificate.read(certificates.get().certfileWithKey(), Optional.empty())))
                : Optional.empty();
        StandaloneServer server = new StandaloneServer(new Relay(config), config.listen(), tls, Failing.LAST_RESORT);
        server.start();
        return server;
    }

    private static void assertPageIsServed(StandaloneServer server, SSLContext trusting, boolean secure)
            throws IOException {
        try (Socket tcp = RawClient.connect(server.port(), 0);
                Socket socket = secure
                        ? trusting.getSocketFactory().createSocket(tcp, "localhost", server.port(), true)
                        : tcp) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: relay\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(RawClient.readHead(socket)).startsWith("HTTP/1.1 200 ");
        }
    }

    private static boolean isEnded(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }
}
