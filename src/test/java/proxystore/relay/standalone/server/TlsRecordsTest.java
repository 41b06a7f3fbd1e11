package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.ClassHistogram;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.config.TlsProvider;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.tls.ServerCertificate;
import proxystore.relay.standalone.tls.ServerTls;
import proxystore.relay.standalone.tls.TestCertificates;

/** TLS records that arrive in pieces of any length. */
@SuppressWarnings("NullAway.Init") // set by JUnit and the set-up
class TlsRecordsTest {
    private static final int TIMEOUT_MS = 10_000;
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost: relay\r\n\r\n";

    @TempDir
    private Path directory;

    private TestCertificates certificates;
    private StandaloneServer server;

    @BeforeEach
    void start() throws Exception {
        certificates = TestCertificates.in(directory);
        RelayConfig config = RelayConfig.of(Map.of("host", "127.0.0.1", "port", "0", "standalone.selectors", "1"));
        ServerTls tls =
                ServerTls.of(TlsProvider.JDK, ServerCertificate.read(certificates.certfileWithKey(), Optional.empty()));
        server = new StandaloneServer(new Relay(config), config.listen(), Optional.of(tls), Failing.LAST_RESORT);
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Writes in pieces of this length. */
    private static final class PieceSocket extends Socket {
        private final int length;

        PieceSocket(int length) {
            this.length = length;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            OutputStream out = super.getOutputStream();
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    out.write(b);
                }

                @Override
                public void write(byte[] bytes, int offset, int count) throws IOException {
                    for (int written = 0; written < count; written += length) {
                        out.write(bytes, offset + written, Math.min(length, count - written));
                    }
                }
            };
        }
    }

    private SSLSocket connect(int pieces) throws IOException {
        Socket tcp = new PieceSocket(pieces);
        tcp.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()), TIMEOUT_MS);
        tcp.setTcpNoDelay(true);
        tcp.setSoTimeout(TIMEOUT_MS);
        return (SSLSocket)
                certificates.trusting().getSocketFactory().createSocket(tcp, "localhost", server.port(), true);
    }

    private void assertPageIsServed(int pieces, String request) throws IOException {
        try (SSLSocket socket = connect(pieces)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            assertThat(RawClient.readHead(socket)).startsWith("HTTP/1.1 200 ");
        }
    }

    /** The last request takes several records. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5, 6, 7, 100, 1_000, 16_383, 40_000})
    void recordsInPiecesAreJoined(int pieces) throws IOException {
        assertPageIsServed(pieces, REQUEST);
        assertPageIsServed(pieces, REQUEST.replace("\r\n\r\n", "\r\na: " + "b".repeat(40_000) + "\r\n\r\n"));
    }

    @Test
    void readOfAnIncompleteRecordCostsItsBytesOnly() throws IOException {
        assertPageIsServed(40_000, REQUEST); // loads classes
        long before = ClassHistogram.ofThisJvm().totalBytes();
        try (Socket slow = RawClient.connect(server.port(), 0)) {
            slow.getOutputStream().write(new byte[] {0x16, 3, 1, 0x40, 0});
            for (int i = 0; i < 3_000; i++) {
                slow.getOutputStream().write(1);
                if (i % 300 == 0) {
                    assertPageIsServed(40_000, REQUEST); // the bytes before it have been read
                }
            }
            assertThat(ClassHistogram.ofThisJvm().totalBytes() - before).isLessThan(2_000_000);
        }
    }

    @Test
    void recordThatIsTooLongEndsTheConnectionAtOnce() throws IOException {
        int length = TlsRecords.MAX_LENGTH + 1;
        long started = System.nanoTime();
        try (Socket socket = RawClient.connect(server.port(), 0)) {
            socket.getOutputStream().write(new byte[] {0x16, 3, 1, (byte) (length >> 8), (byte) length});
            assertThat(socket.getInputStream().read()).isNegative();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(5));
    }
}
