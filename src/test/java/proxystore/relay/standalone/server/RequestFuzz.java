package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.endpoint.HandshakeModel;
import proxystore.relay.fuzz.RecordedLog;
import proxystore.relay.standalone.Failing;

/**
 * Fuzz target: the bytes that a client sends to the port of the standalone relay, over TCP, before it ends its side.
 *
 * <ul>
 *   <li>The answer is nothing, or a TLS alert to one who speaks TLS, or one response of HTTP with one of a few status codes and a body of the length that it
 *       declares, and then the end; never 500.
 *   <li>The answer is 101, with the right {@code Sec-WebSocket-Accept}, only if {@link HandshakeModel} finds a handshake
 *       in the lines of the request; and it is 101 if these lines are written as RFC 9112 demands.
 *   <li>Nothing is logged with a stack trace, and libraries log no warning; each line is one line.
 * </ul>
 */
public final class RequestFuzz {
    private static final int TIMEOUT_MS = 60_000;
    private static final byte TLS_HANDSHAKE = 22;
    private static final Pattern TLS_ALERT = Pattern.compile("\\x15\\x03.\\x00\\x02..", Pattern.DOTALL);
    private static final Pattern GET = Pattern.compile("GET +\\S+ +HTTP/1\\.1\\s*");
    private static final Pattern ANSWER = Pattern.compile("HTTP/1\\.1 (?<status>\\d{3}) [^\r\n]*\r\n"
            + "(?<headers>(?:[A-Za-z-]+: [^\r\n]*\r\n)+)\r\n(?<body>(?s:.*))");
    private static final String FIELD = "[A-Za-z-]{1,40}: ?[\\x21-\\x7e]{1,60}(?: [\\x21-\\x7e]{1,60}){0,3}\r\n";
    /** A request that leaves no question about its form. */
    private static final Pattern PLAIN = Pattern.compile("GET / HTTP/1\\.1\r\n(?:" + FIELD + "){1,20}\r\n");

    /** Headers of web pages and of requests with a body. */
    private static final Pattern SPECIAL =
            Pattern.compile("(?im)^(Origin|Content-Length|Transfer-Encoding|Expect|Content-Type):");

    /** What libraries have logged as a warning or with a stack trace. */
    private static final Queue<String> LIBRARIES = new ConcurrentLinkedQueue<>();

    private static final Handler LIBRARY_LOG = new LibraryLog();

    /** Null before {@link #fuzzerInitialize}. */
    private static @Nullable RecordedLog log;
    /** Null before {@link #fuzzerInitialize}. */
    private static @Nullable StandaloneServer server;

    private static int connections;

    private RequestFuzz() {}

    /** Called before the first input. */
    public static void fuzzerInitialize() throws IOException {
        log = new RecordedLog();
        Logger.getLogger("").addHandler(LIBRARY_LOG);
        RelayConfig config = RelayConfig.of(Map.of("host", "127.0.0.1", "port", "0"));
        server = new StandaloneServer(new Relay(config), config.listen(), Optional.empty(), Failing.LAST_RESORT);
        server.start();
    }

    /** Called after the last input. */
    public static void fuzzerTearDown() {
        Objects.requireNonNull(server).close();
        Logger.getLogger("").removeHandler(LIBRARY_LOG);
        Objects.requireNonNull(log).close();
    }

    /** Called by the fuzzer and by the test of the corpus. */
    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        String request = new String(input, StandardCharsets.ISO_8859_1);
        String answer = exchange(input);
        Objects.requireNonNull(log).takeClear();
        assertThat(LIBRARIES).isEmpty();
        if (input.length > 0 && input[0] == TLS_HANDSHAKE) {
            assertThat(answer).matches(TLS_ALERT);
            return;
        }
        int status = answer.isEmpty() ? 0 : status(request, answer);
        List<String> lines = lines(request);
        Map<String, List<String>> headers = HandshakeModel.headers(lines.subList(1, lines.size()));
        boolean handshake = HandshakeModel.isHandshake(headers);
        if (status == 101) {
            assertThat(lines.get(0)).matches(GET);
            assertThat(handshake).isTrue();
            assertThat(answer)
                    .contains("\nSec-WebSocket-Accept: "
                            + accept(headers.getOrDefault("Sec-WebSocket-Key", List.of())
                                    .get(0)) + "\r\n");
        } else if (handshake
                && PLAIN.matcher(request).matches()
                && !SPECIAL.matcher(request).find()) {
            assertThat(status).isEqualTo(101);
        }
    }

    /** The lines of the head; a line that begins with white space continues the one before it. */
    private static List<String> lines(String request) {
        List<String> lines = new ArrayList<>();
        for (String line : request.split("\r?\n", -1)) {
            if (line.isEmpty() && !lines.isEmpty()) {
                return lines;
            }
            if (!lines.isEmpty() && line.matches("[ \t].*")) {
                lines.set(lines.size() - 1, lines.get(lines.size() - 1) + " " + line.strip());
            } else {
                lines.add(line);
            }
        }
        return lines;
    }

    private static int status(String request, String answer) {
        Matcher matcher = ANSWER.matcher(answer);
        assertThat(matcher.matches()).as("answer %s", answer).isTrue();
        int status = Integer.parseInt(matcher.group("status"));
        assertThat(status).isIn(101, 200, 400, 401, 403, 404, 405, 426, 429, 431, 503);
        if (status != 101) {
            String headers = matcher.group("headers");
            assertThat(headers).containsOnlyOnce("Connection: close\r\n").containsOnlyOnce("Content-Length: ");
            String length = headers.replaceFirst("(?s).*Content-Length: (\\d+)\r\n.*", "$1");
            assertThat(matcher.group("body")).hasSize(request.startsWith("HEAD ") ? 0 : Integer.parseInt(length));
        }
        return status;
    }

    private static String exchange(byte[] input) throws IOException {
        try (Socket socket = new Socket()) {
            connections = (connections + 1) % 200; // one address would run out of ports
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0." + (2 + connections)), 0));
            socket.setSoTimeout(TIMEOUT_MS);
            socket.connect(
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(),
                            Objects.requireNonNull(server).port()),
                    TIMEOUT_MS);
            try {
                socket.getOutputStream().write(input);
                socket.shutdownOutput();
            } catch (SocketException e) {
                // The relay has answered and ended the connection before all of the request arrived.
            }
            return read(socket.getInputStream());
        }
    }

    private static String read(InputStream answer) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            for (int next = answer.read(); next >= 0; next = answer.read()) {
                text.append((char) next);
            }
        } catch (SocketException e) {
            // As above.
        }
        return text.toString();
    }

    private static String accept(String key) {
        byte[] keyAndGuid = (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest(keyAndGuid);
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class LibraryLog extends Handler {
        @Override
        public void publish(LogRecord line) {
            if (line.getThrown() != null || line.getLevel().intValue() > Level.INFO.intValue()) {
                LIBRARIES.add(line.getLoggerName() + ": " + line.getMessage() + " " + line.getThrown());
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
