package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.ConnectionProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.endpoint.Requests;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.frames.ClientFrames;
import proxystore.relay.standalone.frames.ClientMessages;
import proxystore.relay.web.PageRequest;
import proxystore.relay.web.Pages;

class StandaloneServerTest {
    private static final String PAGE = Pages.of(new Relay(RelayConfig.defaults()), "none", Runnable::run)
            .answer(PageRequest.withoutUser(Requests.get("", "/", Map.of("Host", List.of("relay")))))
            .toCompletableFuture()
            .join()
            .body();

    private static final UUID CLIENT = UUID.fromString("6b5c9f8e-6f4c-4a53-9a0d-0f6a2a6c8f01");
    private static final String REGISTRATION = ClientMessages.registration(CLIENT);

    private final Set<String> threadsBefore = serverThreads();

    @AfterEach
    void noThreadIsLeft() {
        // A thread of an earlier class may have ended meanwhile.
        await().untilAsserted(() -> assertThat(threadsBefore).containsAll(serverThreads()));
    }

    @Test
    void listensOnThePortThatTheSystemChose() throws Exception {
        try (StandaloneServer server = start(Map.of());
                RawClient client = RawClient.open(server.port())) {
            assertThat(server.port()).isPositive();
            client.write(ClientFrames.text(REGISTRATION));
            assertThat(client.next()).isInstanceOf(RawClient.Event.TextFrame.class);
        }
    }

    /**
     * All messages arrive in one read; deferred writes must not fill the outbox. With one selector, because a second one may
     * still be completing a write whose bytes the receiver has read, and the next message would wait for it.
     */
    @Test
    void messagesOfOneReadFitIntoAnOutboxOfOne() throws Exception {
        UUID peer = UUID.fromString("6b5c9f8e-6f4c-4a53-9a0d-0f6a2a6c8f02");
        try (StandaloneServer server = start(Map.of("outbox.max_messages", "1", "standalone.selectors", "1"));
                RawClient sender = RawClient.open(server.port());
                RawClient receiver = RawClient.open(server.port())) {
            sender.write(ClientFrames.text(REGISTRATION));
            assertThat(sender.next()).isInstanceOf(RawClient.Event.TextFrame.class);
            receiver.write(ClientFrames.text(ClientMessages.registration(peer)));
            assertThat(receiver.next()).isInstanceOf(RawClient.Event.TextFrame.class);
            receiver.write(ClientFrames.frame(ClientFrames.FIN | ClientFrames.PING, new byte[0]));
            assertThat(receiver.next())
                    .isInstanceOf(RawClient.Event.PongFrame.class); // nothing sent before it is in flight
            List<String> messages = IntStream.range(0, 50)
                    .mapToObj(i -> ClientMessages.peerConnection(CLIENT, peer, String.valueOf(i)))
                    .toList();
            sender.write(ClientFrames.concat(
                    messages.stream().map(ClientFrames::text).toArray(byte[][]::new)));
            List<RawClient.Event> received = new ArrayList<>();
            while (received.size() < messages.size()) {
                received.add(receiver.next());
            }
            assertThat(received)
                    .isEqualTo(messages.stream()
                            .map(RawClient.Event.TextFrame::new)
                            .toList());
        }
    }

    /** Grizzly notifies probes of what it writes itself. */
    @Test
    void withoutTlsGrizzlyWritesNothingAfterTheHandshake() throws Exception {
        AtomicInteger written = new AtomicInteger();
        try (StandaloneServer server = start(Map.of())) {
            server.transport().getConnectionMonitoringConfig().addProbes(new WriteCount(written));
            try (RawClient client = RawClient.open(server.port())) {
                await().until(() -> written.get() == 1);
                client.write(ClientFrames.text(REGISTRATION));
                assertThat(client.next()).isInstanceOf(RawClient.Event.TextFrame.class);
                for (int i = 0; i < 3; i++) {
                    client.write(ClientFrames.frame(ClientFrames.FIN | ClientFrames.PING, new byte[0]));
                    assertThat(client.next()).isInstanceOf(RawClient.Event.PongFrame.class);
                }

                assertThat(written).hasValue(1);
            }
        }
    }

    @SuppressWarnings("rawtypes") // as Grizzly declares it
    private static final class WriteCount extends ConnectionProbe.Adapter {
        private final AtomicInteger written;

        WriteCount(AtomicInteger written) {
            this.written = written;
        }

        @Override
        public void onWriteEvent(Connection connection, Buffer data, long size) {
            written.incrementAndGet();
        }
    }

    @Test
    void anOccupiedPortIsAnIoException() throws Exception {
        try (StandaloneServer first = start(Map.of());
                StandaloneServer second = server(Map.of("port", String.valueOf(first.port())))) {
            assertThatThrownBy(second::start).isInstanceOf(IOException.class);
        }
    }

    @Test
    void closeSendsACloseFrameToEveryClientAndClosesTheirSockets() throws Exception {
        StandaloneServer server = start(Map.of());
        try (RawClient registered = RawClient.open(server.port());
                RawClient silent = RawClient.open(server.port());
                Socket http = RawClient.connect(server.port(), 0)) {
            registered.write(ClientFrames.text(REGISTRATION));
            assertThat(registered.next()).isInstanceOf(RawClient.Event.TextFrame.class);
            silent.write(ClientFrames.frame(ClientFrames.FIN | ClientFrames.PING, new byte[0]));
            assertThat(silent.next()).isInstanceOf(RawClient.Event.PongFrame.class);

            server.close();

            for (RawClient client : new RawClient[] {registered, silent}) {
                assertThat(client.next())
                        .isInstanceOfSatisfying(
                                RawClient.Event.CloseFrame.class,
                                close -> assertThat(close.code()).isEqualTo(1001));
                assertThat(client.next()).isEqualTo(new RawClient.Event.StreamEnd());
            }
            assertThat(http.getInputStream().read()).isEqualTo(-1);
            assertThatThrownBy(() -> RawClient.connect(server.port(), 0)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aPeerInTheMiddleOfATooLongMessageIsNotResetAndReadsTheReason() throws Exception {
        byte[] chunk = new byte[64 * 1024];
        try (StandaloneServer server = start(Map.of());
                RawClient client = RawClient.openWithoutAnsweringClose(server.port())) {
            client.write(ClientFrames.frame(ClientFrames.FIN | ClientFrames.BINARY, 256L * chunk.length, chunk, true));
            assertThat(client.next())
                    .isInstanceOfSatisfying(
                            RawClient.Event.CloseFrame.class,
                            close -> assertThat(close.code()).isEqualTo(1003));
            for (int i = 1; i < 256; i++) {
                client.write(chunk); // after a reset this would add an event
            }
            client.write(ClientFrames.frame(ClientFrames.FIN | ClientFrames.CLOSE, new byte[] {0x03, (byte) 0xe8}));
            assertThat(client.next()).isEqualTo(new RawClient.Event.StreamEnd());
        }
    }

    @Test
    void aPeerThatNeverAnswersTheCloseIsCutOffAfterThePongTimeout() throws Exception {
        try (StandaloneServer server = start(Map.of("heartbeat.pong_timeout", "0.3"));
                RawClient client = RawClient.openWithoutAnsweringClose(server.port())) {
            client.write(ClientFrames.frame(ClientFrames.FIN | ClientFrames.BINARY, new byte[1]));
            assertThat(client.next()).isInstanceOf(RawClient.Event.CloseFrame.class);
            long closed = System.nanoTime();
            assertThat(client.next()).isEqualTo(new RawClient.Event.StreamEnd());
            assertThat(Duration.ofNanos(System.nanoTime() - closed)).isGreaterThan(Duration.ofMillis(100));
        }
    }

    @Test
    void aForeignWebPageReadsTheReasonOfItsRefusal() throws Exception {
        String handshake = RawClient.handshake("/").replace("\r\n\r\n", "\r\nOrigin: https://evil.example\r\n\r\n");
        try (StandaloneServer server = start(Map.of());
                Socket socket = RawClient.connect(server.port(), 0)) {
            socket.getOutputStream().write(handshake.getBytes(StandardCharsets.US_ASCII));
            assertThat(RawClient.readHead(socket))
                    .startsWith("HTTP/1.1 403 ")
                    .containsIgnoringCase("Connection: close")
                    .containsIgnoringCase("Content-Type: text/plain")
                    .doesNotContainIgnoringCase("Upgrade:");
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("Web pages of this origin may not connect to this relay (setting origins).\n");
        }
    }

    @Test
    void framesThatArriveWithTheHandshakeAreRead() throws Exception {
        try (StandaloneServer server = start(Map.of());
                Socket socket = RawClient.connect(server.port(), 0)) {
            socket.getOutputStream()
                    .write(ClientFrames.concat(
                            RawClient.handshake("/").getBytes(StandardCharsets.US_ASCII),
                            ClientFrames.text(REGISTRATION)));
            assertThat(RawClient.readHead(socket)).startsWith("HTTP/1.1 101 ");
            assertThat(socket.getInputStream().read()).isEqualTo(ClientFrames.FIN | ClientFrames.TEXT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GET / HTTP/1.1\r\nHost: re"})
    void aConnectionWithoutACompleteRequestIsCutOffAndAWebSocketIsNot(String part) throws Exception {
        try (StandaloneServer server = start(Map.of("heartbeat.pong_timeout", "1"));
                RawClient client = RawClient.open(server.port());
                Socket socket = RawClient.connect(server.port(), 0)) {
            socket.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo(-1); // after 1 to 2 s
            client.write(ClientFrames.text(REGISTRATION));
            assertThat(client.next()).isInstanceOf(RawClient.Event.TextFrame.class);
        }
    }

    @Test
    void aPortIsFreeAgainAfterClose() throws Exception {
        int port;
        try (StandaloneServer first = start(Map.of());
                RawClient client = RawClient.open(first.port())) {
            port = first.port();
            client.write(ClientFrames.text(REGISTRATION));
            assertThat(client.next()).isInstanceOf(RawClient.Event.TextFrame.class);
        }
        try (StandaloneServer second = start(Map.of("port", String.valueOf(port)));
                RawClient client = RawClient.open(second.port())) {
            client.write(ClientFrames.text(REGISTRATION));
            assertThat(client.next()).isInstanceOf(RawClient.Event.TextFrame.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /, 200",
        "GET, /?a=b, 200",
        "GET, /other, 404",
        "GET, /other/, 404",
        "HEAD, /, 200",
        "HEAD, /other, 404",
        "OPTIONS, /, 405",
        "DELETE, /, 405",
        "TRACE, /, 405",
        "BLAH, /, 405",
    })
    void plainHttpIsAnsweredAndItsConnectionClosed(String method, String path, int status) throws Exception {
        try (StandaloneServer server = start(Map.of())) {
            String answer = http(server.port(), method + " " + path + " HTTP/1.1\r\nHost: relay\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 " + status + " ");
            assertThat(answer.toLowerCase(Locale.ROOT))
                    .contains("content-type: text/plain; charset=utf-8\r\n")
                    .contains("connection: close\r\n");
            String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
            assertThat(body)
                    .isEqualTo(
                            switch (method + status) {
                                case "GET200" -> PAGE;
                                case "GET404" -> "Nothing here. The relay is at /\n";
                                case "HEAD200", "HEAD404" -> "";
                                default -> "This page is for GET and HEAD.\n";
                            });
            assertThat(answer.contains("\r\nAllow: GET, HEAD\r\n")).isEqualTo(status == 405);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.0||",
                "GET http://relay/ HTTP/1.1|Host: relay||",
                "GET /?%zz=%zz HTTP/1.1|Host: relay||",
                "GET / HTTP/1.1|Host: relay|Connection: keep-alive||",
                "GET / HTTP/1.1|Host: relay||GET / HTTP/1.1|Host: relay||",
            })
    void everyKindOfRequestForThePageIsAnswered(String request) throws Exception {
        try (StandaloneServer server = start(Map.of())) {
            assertThat(http(server.port(), request.replace("|", "\r\n")))
                    .contains(" 200 ")
                    .contains("This is a relay server for ProxyStore endpoints.");
        }
    }

    @Test
    void aRelayWithTyrusFramesAnswersARegistration() throws Exception {
        try (StandaloneServer server = start(Map.of("standalone.frames", "tyrus"));
                RawClient client = RawClient.open(server.port())) {
            client.write(ClientFrames.text(REGISTRATION));
            assertThat(client.next()).isInstanceOf(RawClient.Event.TextFrame.class);
        }
    }

    /** All that the relay answers until it closes the connection. */
    private static String http(int port, String request) throws IOException {
        try (Socket socket = RawClient.connect(port, 0)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static StandaloneServer start(Map<String, String> settings) throws IOException {
        StandaloneServer server = server(settings);
        server.start();
        return server;
    }

    private static StandaloneServer server(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("host", "127.0.0.1", "port", "0"));
        all.putAll(settings);
        RelayConfig config = RelayConfig.of(all);
        return new StandaloneServer(new Relay(config), config.listen(), Optional.empty(), Failing.LAST_RESORT);
    }

    /** Threads of the relay, of Grizzly and of Tyrus. */
    private static Set<String> serverThreads() {
        Collection<Thread> threads = Thread.getAllStackTraces().keySet();
        Set<String> names = new TreeSet<>();
        for (Thread thread : threads) {
            String name = thread.getName().toLowerCase(Locale.ROOT);
            if (name.contains("relay") || name.contains("grizzly") || name.contains("tyrus")) {
                names.add(thread.getName());
            }
        }
        return names;
    }
}
