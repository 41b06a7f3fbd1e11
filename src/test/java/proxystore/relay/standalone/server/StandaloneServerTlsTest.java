package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.config.TlsProvider;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.HeldAccept;
import proxystore.relay.standalone.frames.ClientFrames;
import proxystore.relay.standalone.frames.ClientMessages;
import proxystore.relay.standalone.process.StartFailure;
import proxystore.relay.standalone.tls.ServerCertificate;
import proxystore.relay.standalone.tls.ServerTls;
import proxystore.relay.standalone.tls.TestCertificates;

/** TLS on real sockets: each connection's engine is released with it, however the connection ends. */
class StandaloneServerTlsTest {
    private static final int TIMEOUT_MS = 10_000;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @ParameterizedTest
    @CsvSource({"JDK, TLSv1.2", "NATIVE, TLSv1.2", "JDK, TLSv1.3", "NATIVE, TLSv1.3"})
    void aClientThatClosesItsTlsIsServedAndItsEngineReleased(TlsProvider provider, String protocol) throws Exception {
        TestCertificates certificates = TestCertificates.in(directory);
        ServerTls tls = tls(provider, certificates);
        try (StandaloneServer server = start(tls, "20")) {
            for (int i = 0; i < 3; i++) {
                try (SSLSocket client = handshake(certificates, server.port(), protocol)) {
                    assertThat(client.getSession().getProtocol()).isEqualTo(protocol);
                    client.getOutputStream()
                            .write("GET / HTTP/1.1\r\nHost: relay\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    assertThat(RawClient.readHead(client)).startsWith("HTTP/1.1 200 ");
                }
            }
            await().untilAsserted(() -> assertThat(tls.openEngines()).isZero());
        }
        tls.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "NATIVE"})
    void theEngineOfAHandshakeThatFailsIsReleased(TlsProvider provider) throws Exception {
        TestCertificates certificates = TestCertificates.in(directory);
        ServerTls tls = tls(provider, certificates);
        try (StandaloneServer server = start(tls, "20")) {
            try (Socket client = connect(server.port())) {
                client.getOutputStream().write("not TLS at all\r\n".getBytes(StandardCharsets.US_ASCII));
                assertEnds(client);
            }
            try (SSLSocket client = handshakeLater(certificates, server.port())) {
                client.setEnabledProtocols(new String[] {"TLSv1.2"});
                client.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"});
                // The alert arrives: a connection that ends without one would be a SocketException or an EOFException.
                assertThatThrownBy(client::startHandshake).isInstanceOf(SSLException.class);
            }
            try (Socket client = connect(server.port())) {
                client.getOutputStream().write(new byte[] {0x16, 3, 1}); // the client leaves in the first record
            }
            await().untilAsserted(() -> assertThat(tls.openEngines()).isZero());
        }
        tls.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "NATIVE"})
    void aHandshakeThatStopsHalfwayEndsAfterThePongTimeout(TlsProvider provider) throws Exception {
        TestCertificates certificates = TestCertificates.in(directory);
        ServerTls tls = tls(provider, certificates);
        try (StandaloneServer server = start(tls, "1");
                Socket client = connect(server.port())) {
            client.getOutputStream().write(new byte[] {0x16, 3, 1});
            assertEnds(client);
            await().untilAsserted(() -> assertThat(tls.openEngines()).isZero());
        }
        tls.close();
    }

    /** The relay is busy while the client connects, gives up and leaves. */
    @ParameterizedTest
    @CsvSource({"JDK, true, -1", "NATIVE, true, -1", "JDK, false, 22", "NATIVE, false, 22"})
    void aClientThatHasLeftGetsNoHandshake(TlsProvider provider, boolean leaves, int expectedFirstByte)
            throws Exception {
        TestCertificates certificates = TestCertificates.in(directory);
        ServerTls tls = tls(provider, certificates);
        try (StandaloneServer server = server(tls, "20");
                HeldAccept held = new HeldAccept(server.transport())) {
            server.start();
            try (Socket first = connect(server.port());
                    Socket client = connect(server.port())) {
                held.awaitHeld();
                client.getOutputStream().write(clientHello());
                if (leaves) {
                    client.shutdownOutput();
                }
                held.close();
                assertThat(client.getInputStream().read()).isEqualTo(expectedFirstByte);
            }
            await().untilAsserted(() -> assertThat(tls.openEngines()).isZero());
        }
        tls.close();
    }

    /** The first message of a TLS client, as OpenJDK writes it. */
    private static byte[] clientHello() throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), hello);
        return Arrays.copyOf(hello.array(), hello.position());
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "NATIVE"})
    void theEnginesOfOpenConnectionsAreReleasedWhenTheServerCloses(TlsProvider provider) throws Exception {
        TestCertificates certificates = TestCertificates.in(directory);
        ServerTls tls = tls(provider, certificates);
        StandaloneServer server = start(tls, "20");
        try (SSLSocket client = handshake(certificates, server.port(), "TLSv1.3")) {
            client.getOutputStream().write(RawClient.handshake("/").getBytes(StandardCharsets.US_ASCII));
            assertThat(RawClient.readHead(client)).startsWith("HTTP/1.1 101 ");
            assertThat(tls.openEngines()).isEqualTo(provider == TlsProvider.NATIVE ? 1 : 0);
            server.close();
        }
        await().untilAsserted(() -> assertThat(tls.openEngines()).isZero());
        tls.close();
    }

    /** More than the sockets take, in messages shorter and longer than what is encrypted and written at once. */
    @ParameterizedTest
    @EnumSource(names = {"JDK", "NATIVE"})
    void aClientThatReadsLaterReceivesAllMessagesInOrder(TlsProvider provider) throws Exception {
        TestCertificates certificates = TestCertificates.in(directory);
        ServerTls tls = tls(provider, certificates);
        UUID slow = UUID.fromString("6b5c9f8e-6f4c-4a53-9a0d-0f6a2a6c8f01");
        UUID source = UUID.fromString("6b5c9f8e-6f4c-4a53-9a0d-0f6a2a6c8f02");
        try (StandaloneServer server = start(tls, "20");
                RawClient receiver = RawClient.overWithoutReading(handshake(certificates, server.port(), "TLSv1.3"));
                RawClient sender = RawClient.over(handshake(certificates, server.port(), "TLSv1.3"))) {
            receiver.write(ClientFrames.text(ClientMessages.registration(slow)));
            sender.write(ClientFrames.text(ClientMessages.registration(source)));
            assertThat(sender.next()).isInstanceOf(RawClient.Event.TextFrame.class);
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String message =
                        ClientMessages.peerConnection(source, slow, i + "x".repeat(i % 2 == 0 ? 300_000 : 300));
                sent.add(message);
                sender.write(ClientFrames.text(message));
            }
            receiver.startReading();
            assertThat(receiver.next()).isInstanceOf(RawClient.Event.TextFrame.class); // the answer to its registration
            for (String message : sent) {
                assertThat(((RawClient.Event.TextFrame) receiver.next()).text()).isEqualTo(message);
            }
        }
        await().untilAsserted(() -> assertThat(tls.openEngines()).isZero());
        tls.close();
    }

    private static ServerTls tls(TlsProvider provider, TestCertificates certificates) throws StartFailure {
        return ServerTls.of(provider, ServerCertificate.read(certificates.certfileWithKey(), Optional.empty()));
    }

    private static StandaloneServer start(ServerTls tls, String pongTimeoutSeconds) throws IOException {
        StandaloneServer server = server(tls, pongTimeoutSeconds);
        server.start();
        return server;
    }

    private static StandaloneServer server(ServerTls tls, String pongTimeoutSeconds) {
        RelayConfig config = RelayConfig.of(Map.of(
                "host",
                "127.0.0.1",
                "port",
                "0",
                "shutdown.timeout",
                "1",
                "heartbeat.pong_timeout",
                pongTimeoutSeconds));
        return new StandaloneServer(new Relay(config), config.listen(), Optional.of(tls), Failing.LAST_RESORT);
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
        socket.setSoTimeout(TIMEOUT_MS);
        return socket;
    }

    private static SSLSocket handshakeLater(TestCertificates certificates, int port) throws IOException {
        return (SSLSocket)
                certificates.trusting().getSocketFactory().createSocket(connect(port), "localhost", port, true);
    }

    private static SSLSocket handshake(TestCertificates certificates, int port, String protocol) throws IOException {
        SSLSocket client = handshakeLater(certificates, port);
        client.setEnabledProtocols(new String[] {protocol});
        client.startHandshake();
        return client;
    }

    private static void assertEnds(Socket client) throws IOException {
        try {
            while (client.getInputStream().read() >= 0) {
                // an alert
            }
        } catch (SocketException e) {
            // a reset is an end too
        }
    }
}
