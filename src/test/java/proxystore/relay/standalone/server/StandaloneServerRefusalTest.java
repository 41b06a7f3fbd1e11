package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.LogLines;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.config.TlsProvider;
import proxystore.relay.endpoint.HandshakeCheck;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.frames.ClientFrames;
import proxystore.relay.standalone.frames.ClientMessages;
import proxystore.relay.standalone.process.StartFailure;
import proxystore.relay.standalone.tls.ServerCertificate;
import proxystore.relay.standalone.tls.ServerTls;
import proxystore.relay.standalone.tls.TestCertificates;

/** Connections that do not become WebSockets: each is answered or ended at once, and leaves one line in the log. */
class StandaloneServerRefusalTest {
    private static final String KEY = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==";
    private static final String PATH_HEADERS = " HTTP/1.1|Host: relay|Upgrade: websocket|Connection: Upgrade|";
    /** A side that waited for the other one would take the idle timeout of 20 s. */
    private static final Duration AT_ONCE = Duration.ofSeconds(5);

    private static final int TIMEOUT_MS = 10_000;

    @TempDir
    static Path directory;

    private static @Nullable TestCertificates certificates;

    @RegisterExtension
    final LogLines handshakes = new LogLines(HandshakeCheck.class);

    @RegisterExtension
    final LogLines failures = new LogLines(FailedConnections.class);

    private static synchronized TestCertificates certificates() {
        if (certificates == null) {
            certificates = TestCertificates.in(directory);
        }
        return certificates;
    }

    /** What the relay's port speaks. */
    private enum Port {
        PLAIN,
        JDK,
        NATIVE;

        boolean secure() {
            return this != PLAIN;
        }
    }

    private static StandaloneServer start(Port port) throws IOException, StartFailure {
        return start(port, Map.of());
    }

    private static StandaloneServer start(Port port, Map<String, String> settings) throws IOException, StartFailure {
        Map<String, String> all = new HashMap<>(Map.of("host", "127.0.0.1", "port", "0"));
        all.putAll(settings);
        RelayConfig config = RelayConfig.of(all);
        Optional<ServerTls> tls = port.secure() ? Optional.of(tls(TlsProvider.valueOf(port.name()))) : Optional.empty();
        StandaloneServer server = new StandaloneServer(new Relay(config), config.listen(), tls, Failing.LAST_RESORT);
        server.start();
        return server;
    }

    private static ServerTls tls(TlsProvider provider) throws StartFailure {
        return ServerTls.of(provider, ServerCertificate.read(certificates().certfileWithKey(), Optional.empty()));
    }

    private static Socket connect(StandaloneServer server, Port port) throws IOException {
        Socket socket = RawClient.connect(server.port(), 0);
        return port.secure() ? secured(server, socket) : socket;
    }

    private static SSLSocket secured(StandaloneServer server, Socket socket) throws IOException {
        SSLSocket tls = (SSLSocket)
                certificates().trusting().getSocketFactory().createSocket(socket, "localhost", server.port(), true);
        tls.setSoTimeout(TIMEOUT_MS);
        tls.startHandshake();
        return tls;
    }

    /** Writes the lines of a request, and reads until the relay ends the connection. */
    private static String exchange(Socket socket, String lines) throws IOException {
        socket.getOutputStream().write(lines.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        return readAll(socket);
    }

    /** Reads until the end of the stream, which TLS sees as an end without its own close. */
    private static String readAll(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        try {
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                answer.append((char) next);
            }
        } catch (SSLException e) {
            assertThat(e).hasMessageContaining("inbound before receiving peer's close_notify");
        }
        return answer.toString();
    }

    private static String port(Socket socket) {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "POST /; KEY|Sec-WebSocket-Version: 13; 400; A WebSocket handshake is a GET request, not POST.",
                "HEAD /; KEY|Sec-WebSocket-Version: 13; 400; A WebSocket handshake is a GET request, not HEAD.",
                "GET /; Sec-WebSocket-Version: 13; 400;"
                        + " A WebSocket handshake has one header Sec-WebSocket-Key, not 0.",
                "GET /; KEY|KEY|Sec-WebSocket-Version: 13; 400;"
                        + " A WebSocket handshake has one header Sec-WebSocket-Key, not 2.",
                "GET /; Sec-WebSocket-Key: x|Sec-WebSocket-Version: 13; 400;"
                        + " The header Sec-WebSocket-Key is not the base64 of 16 bytes.",
                "GET /; KEY|Sec-WebSocket-Version: 8; 426; The header Sec-WebSocket-Version must be 13.",
                "GET /; KEY; 426; The header Sec-WebSocket-Version must be 13.",
            })
    void aMalformedHandshakeReadsTheReason(String start, String headers, int status, String reason) throws Exception {
        for (Port port : Port.values()) {
            try (StandaloneServer server = start(port);
                    Socket socket = connect(server, port)) {
                String answer = exchange(socket, start + PATH_HEADERS + headers.replace("KEY", KEY) + "||");

                assertThat(answer)
                        .startsWith("HTTP/1.1 " + status + " ")
                        .contains("\r\nConnection: close\r\n")
                        .endsWith("\r\n\r\n" + (start.startsWith("HEAD") ? "" : reason + "\n"));
                assertThat(answer.contains("\r\nSec-WebSocket-Version: 13\r\n")).isEqualTo(status == 426);
                assertThat(handshakes.get().get(handshakes.get().size() - 1))
                        .isEqualTo("WARN Refused the handshake of " + port(socket) + ": " + reason);
            }
        }
        assertThat(handshakes.get()).hasSize(Port.values().length);
        assertThat(failures.get()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "GET / HTTP/1.0|Host: relay|Upgrade: websocket|Connection: Upgrade; needs HTTP/1.1, not HTTP/1.0",
                "GET / HTTP/1.1|Host: relay|Upgrade: websocket|Connection: not-an-upgrade; does not contain Upgrade",
                "GET / HTTP/1.1|Host: relay|Upgrade: websocket; does not contain Upgrade",
                "GET / HTTP/1.1|Host: relay|Connection: Upgrade; header Upgrade: websocket is missing",
            })
    void aHandshakeThatAProxyHasChangedReadsTheRemedy(String request, String reason) throws Exception {
        try (StandaloneServer server = start(Port.PLAIN);
                Socket socket = connect(server, Port.PLAIN)) {
            assertThat(exchange(socket, request + "|" + KEY + "|Sec-WebSocket-Version: 13||"))
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .contains(reason, "a reverse proxy must ");
        }
        assertThat(handshakes.get()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aHandshakeForAnotherPathIsNotFoundAndLogged(Port port) throws Exception {
        try (StandaloneServer server = start(port);
                Socket socket = connect(server, port)) {
            assertThat(exchange(socket, RawClient.handshake("/relay")))
                    .startsWith("HTTP/1.1 404 Not Found\r\n")
                    .endsWith("\r\n\r\nNothing here. The relay is at /\n");
            assertThat(handshakes.get())
                    .containsExactly("WARN Refused the handshake of " + port(socket)
                            + " for the path /relay: correct the" + " address in its endpoint, this relay is at /");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1||",
                "no request at all||",
                "GET / HTTP/3.7|Host: relay||",
                "GET / HTTP/1.1|Host: relay|Content-Length: 1|Content-Length: 2||",
                "GET / HTTP/1.1|Host: relay|no colon|Origin: https://app.example||",
                "GET / HTTP/1.1|Host: relay|Origin : https://app.example||",
                "GET / HTTP/1.1|Host: relay,| folded||",
                "GET / HTTP/1.1\rX\nHost: relay||",
                "\u0001\u0002\u0003",
                "SSH-2.0-OpenSSH_9.2|",
                "hello|",
                "GET / HTTP/1.1|Host: relay|Host: other||",
                "GET http://relay/ HTTP/1.1|Accept: text/html||",
            })
    void whatIsNoRequestIsAnsweredAndLogged(String lines) throws Exception {
        for (Port port : Port.values()) {
            try (StandaloneServer server = start(port);
                    Socket socket = connect(server, port)) {
                assertThat(exchange(socket, lines))
                        .startsWith("HTTP/1.1 400 Bad Request\r\n")
                        .endsWith("\r\n\r\nThis is no HTTP/1.1 request with one header Host.\n");
                assertThat(failures.get().get(failures.get().size() - 1))
                        .isEqualTo("WARN " + port(socket) + " sent no HTTP/1.1 request with one header Host");
            }
        }
        assertThat(failures.get()).hasSize(Port.values().length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1|Host: relay||", "POST / HTTP/1.1|Host: relay||", "GET / HTTP/1.1||"})
    void onlyTheFirstRequestOfAConnectionIsAnswered(String first) throws Exception {
        String second = "GET / HTTP/1.1|Host: relay|Upgrade: websocket|Connection: Upgrade|" + KEY;
        try (StandaloneServer server = start(Port.PLAIN)) {
            for (int i = 0; i < 20; i++) {
                try (Socket socket = connect(server, Port.PLAIN)) {
                    assertThat(exchange(socket, first + second + "|Sec-WebSocket-Version: 8||"))
                            .startsWith("HTTP/1.1 ")
                            .containsOnlyOnce("\r\nContent-Length: ")
                            .doesNotContain(" 426 ");
                }
            }
        }
        assertThat(handshakes.get()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HEAD / HTTP/1.1||", "HEAD / HTTP/3.7|Host: relay||", "HEAD / HTTP/1.1|no colon||"})
    void anAnswerToHeadHasNoBody(String lines) throws Exception {
        try (StandaloneServer server = start(Port.PLAIN);
                Socket socket = connect(server, Port.PLAIN)) {
            assertThat(exchange(socket, lines))
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .endsWith("\r\n\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST / HTTP/1.1|Host: relay|Content-Length: 3||abc",
                "POST / HTTP/1.1|Host: relay|Content-Length: 3000000||abc",
                "PUT / HTTP/1.1|Host: relay|Transfer-Encoding: chunked||3|abc|0||",
                "PUT / HTTP/1.1|Host: relay|Transfer-Encoding: chunked||zz|",
                "POST / HTTP/1.1|Host: relay|Expect: 100-continue|Content-Length: 3||",
            })
    void aRequestWithABodyIsNotAllowed(String lines) throws Exception {
        try (StandaloneServer server = start(Port.PLAIN);
                Socket socket = connect(server, Port.PLAIN)) {
            assertThat(exchange(socket, lines))
                    .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
                    .contains("\r\nAllow: GET, HEAD\r\n")
                    .endsWith("\r\n\r\nThis page is for GET and HEAD.\n");
        }
    }

    @Test
    void aBodyThatArrivesBehindItsHeadIsNoPartOfTheHead() throws Exception {
        try (StandaloneServer server = start(Port.PLAIN, Map.of("standalone.selectors", "1"));
                Socket socket = connect(server, Port.PLAIN)) {
            socket.getOutputStream()
                    .write("PUT / HTTP/1.1\r\nHost: relay\r\nTransfer-Encoding: chunked\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            try (Socket later = connect(server, Port.PLAIN)) {
                assertThat(exchange(later, "GET / HTTP/1.1|Host: relay||")).startsWith("HTTP/1.1 200 ");
            }
            assertThat(exchange(socket, "3|abc|0||")).startsWith("HTTP/1.1 405 Method Not Allowed\r\n");
        }
        assertThat(failures.get()).isEmpty();
    }

    /** The head of a handshake of this length, with a token of one character and more. */
    private static byte[] handshake(int bytes) {
        String head = RawClient.handshake("/").replace("\r\n\r\n", "\r\nAuthorization: Bearer ");
        return (head + "t".repeat(bytes - head.length() - 4) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    @ParameterizedTest
    @EnumSource
    void aHeadOf64KiBIsAccepted(Port port) throws Exception {
        try (StandaloneServer server = start(port);
                Socket socket = connect(server, port)) {
            byte[] head = handshake(RequestHeadFilter.MAX_HEAD_BYTES);
            for (int from = 0; from < head.length; from += 5000) { // arrives in several reads
                socket.getOutputStream().write(head, from, Math.min(5000, head.length - from));
            }
            assertThat(RawClient.readHead(socket)).startsWith("HTTP/1.1 101 ");
            socket.getOutputStream().write(ClientFrames.text(ClientMessages.registration(new UUID(1, 1))));
            assertThat(socket.getInputStream().read()).isEqualTo(ClientFrames.FIN | ClientFrames.TEXT);
        }
        assertThat(failures.get()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PLAIN, 1", "PLAIN, 1000000", "JDK, 1", "JDK, 1000000", "NATIVE, 1", "NATIVE, 1000000"})
    void aLongerHeadReads431(Port port, int excess) throws Exception {
        try (StandaloneServer server = start(port);
                Socket socket = connect(server, port)) {
            socket.getOutputStream().write(handshake(RequestHeadFilter.MAX_HEAD_BYTES + excess));
            assertThat(readAll(socket))
                    .startsWith("HTTP/1.1 431 Request Header Fields Too Large\r\n")
                    .endsWith("\r\n\r\nThe head of this request is longer than 65536 bytes or 100 headers.\n");
            assertThat(failures.get())
                    .containsExactly("WARN " + port(socket) + " sent a request whose head is longer than 65536 bytes or"
                            + " 100 headers: is its token too long?");
        }
    }

    @Test
    void aHeadOfTooManyHeadersReads431() throws Exception {
        String request = RawClient.handshake("/");
        int headers = request.split("\r\n", -1).length - 3;
        String full = request.replace("\r\n\r\n", "\r\n" + "a: b\r\n".repeat(RequestHeadFilter.MAX_HEADERS - headers));
        try (StandaloneServer server = start(Port.PLAIN);
                Socket most = connect(server, Port.PLAIN);
                Socket more = connect(server, Port.PLAIN)) {
            most.getOutputStream().write((full + "\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(RawClient.readHead(most)).startsWith("HTTP/1.1 101 ");
            assertThat(exchange(more, full + "a: b\r\n\r\n")).startsWith("HTTP/1.1 431 ");
        }
        assertThat(failures.get()).hasSize(1);
    }

    @Test
    void tlsOnThePlainPortIsAnsweredWithAnAlertAtOnce() throws Exception {
        try (StandaloneServer server = start(Port.PLAIN)) {
            long started = System.nanoTime();
            try (Socket socket = RawClient.connect(server.port(), 0);
                    SSLSocket tls = (SSLSocket) certificates()
                            .trusting()
                            .getSocketFactory()
                            .createSocket(socket, "localhost", server.port(), true)) {
                assertThat(catchThrowable(tls::startHandshake))
                        .isInstanceOf(SSLException.class)
                        .hasMessageContaining("unexpected_message");
                assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(AT_ONCE);
                assertThat(failures.get())
                        .containsExactly("WARN " + port(socket) + " began TLS on a port without it: use ws:// in its"
                                + " endpoint, or set certfile and keyfile");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET / HTTP/1.1|Host: relay||", "GET", "PRI * HTTP/2.0||SM||"})
    void plainHttpOnTheTlsPortReadsTheRemedyAtOnce(String lines) throws Exception {
        try (StandaloneServer server = start(Port.JDK);
                Socket socket = connect(server, Port.PLAIN)) {
            long started = System.nanoTime();
            assertThat(exchange(socket, lines))
                    .startsWith("HTTP/1.1 400 Bad Request\r\n")
                    .endsWith("\r\n\r\nThis port is for TLS: use wss:// or https://.\n");
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(AT_ONCE);
            assertThat(failures.get())
                    .containsExactly("WARN " + port(socket) + " sent plain text to a port with TLS: use wss:// in its"
                            + " endpoint");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\u0080.\u0001\u0003", "hello"})
    void otherBytesOnTheTlsPortEndTheConnectionAtOnce(String bytes) throws Exception {
        try (StandaloneServer server = start(Port.JDK);
                Socket socket = connect(server, Port.PLAIN)) {
            long started = System.nanoTime();
            try {
                assertThat(exchange(socket, bytes)).isEmpty();
            } catch (SocketException e) {
                assertThat(e).hasMessageContaining("reset");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(AT_ONCE);
            assertThat(failures.get()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "NATIVE"})
    void aClientThatDoesNotTrustTheCertificateIsLogged(Port port) throws Exception {
        try (StandaloneServer server = start(port);
                Socket socket = RawClient.connect(server.port(), 0);
                SSLSocket tls = (SSLSocket) SSLContext.getDefault()
                        .getSocketFactory()
                        .createSocket(socket, "localhost", server.port(), true)) {
            assertThat(catchThrowable(tls::startHandshake)).isInstanceOf(SSLException.class);
            await().until(() -> !failures.get().isEmpty());
            assertThat(failures.get())
                    .singleElement()
                    .asString()
                    .startsWith("WARN " + port(socket) + " failed in its TLS handshake: ")
                    .containsIgnoringCase("certificate_unknown")
                    .endsWith("; its endpoint does not accept the relay's certificate");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "NATIVE"})
    void aClientOfAnOldVersionOfTlsReadsAnAlertAndIsLogged(Port port) throws Exception {
        try (StandaloneServer server = start(port);
                Socket socket = connect(server, Port.PLAIN)) {
            socket.getOutputStream().write(clientHello());
            int[] record = new int[7];
            for (int i = 0; i < record.length; i++) {
                record[i] = socket.getInputStream().read();
            }
            assertThat(record).startsWith(0x15, 3).endsWith(2, 70); // fatal, protocol_version
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
            assertThat(failures.get())
                    .singleElement()
                    .asString()
                    .startsWith("WARN " + port(socket) + " failed in its TLS handshake: ")
                    .endsWith("; the relay has TLS 1.2 and 1.3");
        }
    }

    /** A ClientHello of TLS 1.0 with one cipher suite (RFC 2246, section 7.4.1.2). */
    private static byte[] clientHello() {
        byte[] body = new byte[2 + 32 + 1 + 2 + 2 + 1 + 1];
        body[0] = 3;
        body[1] = 1;
        body[36] = 2; // one suite:
        body[38] = 0x35; // TLS_RSA_WITH_AES_256_CBC_SHA
        body[39] = 1; // no compression
        byte[] handshake = ClientFrames.concat(new byte[] {1, 0, 0, (byte) body.length}, body);
        return ClientFrames.concat(new byte[] {0x16, 3, 1, 0, (byte) handshake.length}, handshake);
    }

    @Test
    void aRequestThatTricklesInReads408AfterTheRegistrationTimeout() throws Exception {
        try (StandaloneServer server = start(Port.PLAIN, Map.of("admission.registration_timeout", "0.5"));
                Socket socket = connect(server, Port.PLAIN)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\na: ".getBytes(StandardCharsets.US_ASCII));
            await().until(() -> !failures.get().isEmpty() || trickles(socket));
            assertThat(failures.get())
                    .containsExactly("WARN " + port(socket) + " did not send its request within 0.5 s");
            assertThat(readAll(socket))
                    .startsWith("HTTP/1.1 408 Request Timeout\r\n")
                    .endsWith("\r\n\r\nThe request did not arrive within 0.5 s.\n");
        }
    }

    /** Sends one more byte. */
    private static boolean trickles(Socket socket) throws IOException {
        socket.getOutputStream().write('b');
        return false;
    }

    @ParameterizedTest
    @EnumSource
    void aConnectionThatEndsWithinItsRequestIsLogged(Port port) throws Exception {
        try (StandaloneServer server = start(port);
                Socket tcp = RawClient.connect(server.port(), 0);
                Socket socket = port.secure() ? secured(server, tcp) : tcp) {
            socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.US_ASCII));
            tcp.shutdownOutput();
            await().until(() -> !failures.get().isEmpty());
            assertThat(failures.get()).containsExactly("WARN " + port(tcp) + " ended before its request was complete");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "NATIVE"})
    void aConnectionThatEndsWithinItsTlsHandshakeIsLogged(Port port) throws Exception {
        try (StandaloneServer server = start(port)) {
            String address;
            try (Socket socket = connect(server, Port.PLAIN)) {
                socket.getOutputStream().write(0x16);
                address = port(socket);
            }
            await().until(() -> !failures.get().isEmpty());
            assertThat(failures.get())
                    .containsExactly("WARN " + address + " ended within its TLS handshake: does its endpoint accept"
                            + " the relay's certificate?");
        }
    }

    /** Load balancers probe ports in this way. */
    @ParameterizedTest
    @CsvSource({"PLAIN, PLAIN", "JDK, PLAIN", "JDK, JDK", "NATIVE, PLAIN", "NATIVE, NATIVE"})
    void aConnectionWithoutARequestLeavesNoLine(Port port, Port silent) throws Exception {
        try (StandaloneServer server = start(port)) {
            try (Socket socket = connect(server, silent)) {
                assertThat(socket.isConnected()).isTrue();
            }
            try (Socket socket = connect(server, port)) {
                assertThat(exchange(socket, RawClient.handshake("/other"))).startsWith("HTTP/1.1 404 ");
            }
        }
        assertThat(failures.get()).isEmpty();
    }

    @Test
    void oneAddressWritesABoundedNumberOfLines() throws Exception {
        try (StandaloneServer server = start(Port.PLAIN)) {
            for (int i = 0; i < 50; i++) {
                try (Socket socket = connect(server, Port.PLAIN)) {
                    assertThat(exchange(socket, RawClient.handshake("/other"))).startsWith("HTTP/1.1 404 ");
                }
                try (Socket socket = connect(server, Port.PLAIN)) {
                    assertThat(exchange(socket, "no request at all||")).startsWith("HTTP/1.1 400 ");
                }
            }
        }
        assertThat(handshakes.get()).hasSize(1);
        assertThat(failures.get()).hasSize(1);
    }

    @Test
    void aClientThatSendsOnAfterItsAnswerIsCut() throws Exception {
        try (StandaloneServer server = start(Port.PLAIN);
                Socket socket = connect(server, Port.PLAIN)) {
            assertThat(exchange(socket, "no request at all||")).startsWith("HTTP/1.1 400 ");
            long answered = System.nanoTime();
            await().atMost(LastAnswer.LINGER.multipliedBy(5)).until(() -> failsToWrite(socket));
            assertThat(Duration.ofNanos(System.nanoTime() - answered)).isGreaterThan(LastAnswer.LINGER.dividedBy(2));
        }
    }

    private static boolean failsToWrite(Socket socket) {
        try {
            socket.getOutputStream().write(new byte[1000]);
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void headersAndQueriesOfClientsWriteNothingIntoTheLog() throws Exception {
        List<String> requests = List.of(
                "X-Tyrus-Tracing-Threshold: " + "x".repeat(5000) + "|x-tyrus-TRACING-threshold: y|",
                "X-Tyrus-Tracing-Accept: a|X-Tyrus-Tracing-Threshold: TRACE|",
                "tyrus-cluster-connection-id: x|",
                "Sec-WebSocket-Extensions: \u0000,;=\"|Sec-WebSocket-Extensions: x;y=\"|Sec-WebSocket-Protocol: ,,|",
                "Origin: |Cookie: ,;\"|Content-Length: 0|Transfer-Encoding: x|Expect: y|");
        try (JulRecords records = new JulRecords();
                StandaloneServer server = start(Port.PLAIN)) {
            for (String path : List.of("/", "/?=%zz&%zz=%zz&%=&&=x")) {
                for (String headers : requests) {
                    try (Socket socket = connect(server, Port.PLAIN)) {
                        socket.getOutputStream()
                                .write(RawClient.handshake(path)
                                        .replace("Host: relay\r\n", "Host: relay\r\n" + headers.replace("|", "\r\n"))
                                        .getBytes(StandardCharsets.ISO_8859_1));
                        assertThat(RawClient.readHead(socket))
                                .matches("(?s)HTTP/1.1 (101|40[03]) .*")
                                .doesNotContainIgnoringCase("tyrus");
                    }
                }
            }
            assertThat(records.texts()).isEmpty();
        }
    }

    /** What Grizzly and Tyrus log at INFO and above. */
    private static final class JulRecords extends Handler implements AutoCloseable {
        private final Logger root = Logger.getLogger("org.glassfish");
        private final ConcurrentLinkedQueue<LogRecord> records = new ConcurrentLinkedQueue<>();

        JulRecords() {
            root.addHandler(this);
        }

        List<String> texts() {
            List<String> texts = new ArrayList<>();
            for (LogRecord entry : records) {
                boolean lifecycle =
                        entry.getMessage().toLowerCase(Locale.ROOT).matches(".*(start|stop|bound|listen).*");
                if (!lifecycle) {
                    texts.add(entry.getLevel() + " " + entry.getMessage() + " " + entry.getThrown());
                }
            }
            return texts;
        }

        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() >= Level.INFO.intValue()) {
                records.add(entry);
            }
        }

        @Override
        public void flush() {
            // Nothing is buffered.
        }

        @Override
        public void close() {
            root.removeHandler(this);
        }
    }
}
