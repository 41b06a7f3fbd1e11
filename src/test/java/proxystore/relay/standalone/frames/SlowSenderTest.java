package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.config.TlsProvider;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.server.RawClient;
import proxystore.relay.standalone.server.StandaloneServer;
import proxystore.relay.standalone.tls.ServerCertificate;
import proxystore.relay.standalone.tls.ServerTls;
import proxystore.relay.standalone.tls.TestCertificates;

/** A client with a slow link, which cannot answer a ping before the end of the message that it sends. */
@Execution(ExecutionMode.CONCURRENT)
class SlowSenderTest {
    private static final int TIMEOUT_MS = 20_000;
    /** Each part waits for a ping, so that all together take twice the time that a silent client has. */
    private static final int PARTS = 22;

    private static final UUID CLIENT = UUID.fromString("6b5c9f8e-6f4c-4a53-9a0d-0f6a2a6c8f01");
    /** Longer than a TLS record, which is decrypted only when it is complete. */
    private static final String MESSAGE = ClientMessages.peerConnection(CLIENT, CLIENT, "x".repeat(17_000));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @ParameterizedTest(name = "{0} frames, TLS: {1}")
    @CsvSource({"direct, ", "tyrus, ", "direct, JDK", "tyrus, JDK", "direct, NATIVE", "tyrus, NATIVE"})
    void aSenderIsNotCutOffWhilePartsOfItsMessageArrive(String frames, @Nullable TlsProvider provider)
            throws Exception {
        TestCertificates certificates = TestCertificates.in(directory);
        Optional<ServerTls> context = provider == null
                ? Optional.empty()
                : Optional.of(ServerTls.of(
                        provider, ServerCertificate.read(certificates.certfileWithKey(), Optional.empty())));
        Optional<SSLContext> trusting = context.map(tls -> certificates.trusting());
        // Loads the classes that a registration needs, which may take longer than the pong timeout of the relay below.
        try (StandaloneServer server = start(Map.of("standalone.frames", frames), context);
                SlowSocket socket = new SlowSocket()) {
            register(open(socket, server.port(), trusting), UUID.randomUUID());
        }
        Map<String, String> settings =
                Map.of("standalone.frames", frames, "heartbeat.ping_interval", "0.2", "heartbeat.pong_timeout", "2");
        try (StandaloneServer server = start(settings, context);
                SlowSocket slow = new SlowSocket()) {
            Socket socket = open(slow, server.port(), trusting);
            register(socket, CLIENT);
            slow.hold();
            socket.getOutputStream().write(ClientFrames.text(MESSAGE));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            for (int part = 1; part <= PARTS; part++) {
                awaitPing(in);
                slow.send(part, PARTS);
            }
            assertThat(readText(in)).isEqualTo(MESSAGE);
        }
        context.ifPresent(tls -> assertThat(tls.openEngines()).isZero());
    }

    private static StandaloneServer start(Map<String, String> settings, Optional<ServerTls> context)
            throws IOException {
        Map<String, String> all = new HashMap<>(Map.of("host", "127.0.0.1", "port", "0"));
        all.putAll(settings);
        RelayConfig config = RelayConfig.of(all);
        StandaloneServer server =
                new StandaloneServer(new Relay(config), config.listen(), context, Failing.LAST_RESORT);
        server.start();
        return server;
    }

    private static Socket open(SlowSocket tcp, int port, Optional<SSLContext> trusting) throws IOException {
        tcp.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MS);
        tcp.setSoTimeout(TIMEOUT_MS);
        Socket socket = trusting.isPresent()
                ? trusting.get().getSocketFactory().createSocket(tcp, "localhost", port, true)
                : tcp;
        socket.getOutputStream().write(RawClient.handshake("/").getBytes(StandardCharsets.US_ASCII));
        assertThat(RawClient.readHead(socket)).startsWith("HTTP/1.1 101 ");
        return socket;
    }

    private static void register(Socket socket, UUID uuid) throws IOException {
        socket.getOutputStream().write(ClientFrames.text(ClientMessages.registration(uuid)));
        assertThat(readText(new DataInputStream(socket.getInputStream()))).contains("server_response");
    }

    private static void awaitPing(DataInputStream in) throws IOException {
        int firstByte = in.readUnsignedByte();
        assertThat(firstByte).isEqualTo(ClientFrames.FIN | ClientFrames.PING);
        in.readNBytes(in.readUnsignedByte());
    }

    /** The text of the next frame that is no ping. */
    private static String readText(DataInputStream in) throws IOException {
        int firstByte = in.readUnsignedByte();
        int length = in.readUnsignedByte();
        byte[] payload = in.readNBytes(length == 126 ? in.readUnsignedShort() : length);
        if (firstByte == (ClientFrames.FIN | ClientFrames.PING)) {
            return readText(in);
        }
        assertThat(firstByte).isEqualTo(ClientFrames.FIN | ClientFrames.TEXT);
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** Holds what is written to it until the test sends it. */
    private static final class SlowSocket extends Socket {
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private boolean holding;
        private int sent;

        void hold() {
            holding = true;
        }

        /** Sends a part of what is held; the last one sends the rest. */
        void send(int part, int parts) throws IOException {
            byte[] all = held.toByteArray();
            int end = (int) ((long) all.length * part / parts);
            super.getOutputStream().write(all, sent, end - sent);
            sent = end;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            OutputStream out = super.getOutputStream();
            return new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    write(new byte[] {(byte) b}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    (holding ? held : out).write(bytes, offset, length);
                }
            };
        }
    }
}
