package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.standalone.tls.TestCertificates;

/** The fleet's endpoints end and retry where ProxyStore's do, so that what a restart scenario counts as lost is lost. */
class RetryingEndpointTest {
    /** What a server does with one connection. */
    private interface Behaviour {
        void serve(Socket client) throws IOException;
    }

    private static final Behaviour END_OF_STREAM = Socket::close;
    private static final Behaviour RESET = client -> {
        client.setSoLinger(true, 0);
        client.close();
    };
    private static final Behaviour UNAVAILABLE = client -> {
        client.getOutputStream().write("HTTP/1.1 503 Service Unavailable\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        client.close();
    };
    private static final Behaviour REGISTERED = client -> {
        Handshake.accept(client.getInputStream(), client.getOutputStream());
        String answer = TestMessages.accepted(ClientGeneration.V1_0).toString();
        send(client, WebSocketFrames.TEXT, answer.getBytes(StandardCharsets.UTF_8));
    };

    private static Behaviour closing(int code) {
        return client -> {
            Handshake.accept(client.getInputStream(), client.getOutputStream());
            close(client, code);
        };
    }

    private static void close(Socket client, int code) throws IOException {
        send(
                client,
                WebSocketFrames.CLOSE,
                ByteBuffer.allocate(2).putShort((short) code).array());
        client.shutdownOutput();
    }

    private static void send(Socket client, int opcode, byte[] payload) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(0x80 | opcode);
        out.write(payload.length);
        out.write(payload);
    }

    /** Serves one connection after the other, each in its own way; keeps them open until it is closed. */
    private static final class Server implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Socket> clients = new CopyOnWriteArrayList<>();

        Server(Behaviour... behaviours) throws IOException {
            Thread thread = new Thread(() -> serve(List.of(behaviours)), "scripted-server");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(List<Behaviour> behaviours) {
            try {
                for (Behaviour behaviour : behaviours) {
                    Socket client = listener.accept();
                    clients.add(client);
                    behaviour.serve(client);
                }
            } catch (IOException e) {
                assertThat(listener.isClosed())
                        .as("the test is over after %s", e)
                        .isTrue();
            }
        }

        RelayAddress address() {
            return RelayAddress.plain(listener.getLocalPort(), "/");
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    static Stream<Arguments> endings() {
        return Stream.of(
                Arguments.of(END_OF_STREAM, "UPGRADE"),
                Arguments.of(RESET, "UPGRADE"),
                Arguments.of(UNAVAILABLE, "HTTP: HTTP/1.1 503 Service Unavailable"),
                Arguments.of(closing(4001), "closed with 4001"),
                Arguments.of(closing(4002), "closed with 4002"),
                Arguments.of(closing(4004), "closed with 4004"));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void endsAtWhatProxyStoreDoesNotRetry(Behaviour first, String cause) throws IOException {
        try (Server server = new Server(first, REGISTERED);
                EndpointFleet fleet = EndpointFleet.start(server.address(), 1)) {
            assertThat(fleet.lost()).isOne();
            assertThat(fleet.events().keySet()).anyMatch(event -> event.startsWith("ENDED " + cause));
        }
    }

    @Test
    void endsIfTlsFails(@TempDir Path directory) throws IOException {
        try (Server server = new Server(END_OF_STREAM, REGISTERED)) {
            RelayAddress tls = RelayAddress.tls(
                    server.address().url().getPort(),
                    "/",
                    TestCertificates.in(directory).trusting());
            try (EndpointFleet fleet = EndpointFleet.start(tls, 1)) {
                assertThat(fleet.events().keySet()).singleElement().asString().startsWith("ENDED TLS");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1001, 1013, 4000})
    void retriesIfItIsClosedBeforeItIsRegistered(int code) throws IOException {
        try (Server server = new Server(closing(code), closing(code), REGISTERED);
                EndpointFleet fleet = EndpointFleet.start(server.address(), 1)) {
            fleet.assertNoneLost();
            assertThat(fleet.events()).containsEntry("closed with " + code, 2);
        }
    }

    @Test
    void reconnectsAfterACloseAndAfterAnEndWithoutOne() throws IOException {
        try (Server server = new Server(REGISTERED, REGISTERED, REGISTERED);
                EndpointFleet fleet = EndpointFleet.start(server.address(), 1)) {
            fleet.across(() -> close(server.clients.get(0), 1001));
            fleet.across(() -> server.clients.get(1).close());

            fleet.assertNoneLost();
            assertThat(fleet.events()).containsEntry("closed with 1001", 1);
            assertThat(fleet.events()).containsEntry("ended without a close frame: REGISTERED", 1);
        }
    }

    @Test
    void retriesWhileConnectionsAreRefused() throws IOException {
        try (Server server = new Server(REGISTERED);
                EndpointFleet fleet = EndpointFleet.start(server.address(), 1)) {
            server.listener.close();
            close(server.clients.get(0), 1001);

            await("more than one attempt").until(() -> fleet.events().getOrDefault("connection refused", 0) > 1);
            fleet.assertNoneLost();
        }
    }

    @Test
    void retriesAfterItsTimeLimitWithoutAnAnswer() throws IOException {
        try (Server server = new Server(client -> {}, REGISTERED);
                EndpointFleet fleet = EndpointFleet.start(server.address(), 1, Duration.ofSeconds(1))) {
            fleet.assertNoneLost();
            assertThat(fleet.events()).containsEntry("timed out: UPGRADE", 1);
        }
    }
}
