package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proxystore.relay.Relay;
import proxystore.relay.auth.tokenfile.TokenFileEditor;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.standalone.Failing;

/** The pages that need an administrator, on the relay's own port and on that for administrators. */
class StandaloneServerPagesTest {
    @TempDir
    private Path directory;

    @AfterEach
    void noThreadIsLeft() {
        await().untilAsserted(() -> assertThat(
                        Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                .noneMatch(name -> name.startsWith("relay-")));
    }

    private static StandaloneServer start(Map<String, String> settings) throws IOException {
        Map<String, String> all = new HashMap<>(Map.of("host", "127.0.0.1", "port", "0"));
        all.putAll(settings);
        RelayConfig config = RelayConfig.of(all);
        StandaloneServer server =
                new StandaloneServer(new Relay(config), config.listen(), Optional.empty(), Failing.LAST_RESORT);
        server.start();
        return server;
    }

    private static HttpResponse<String> get(int port, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theMachineItselfScrapesAndAForwardedRequestDoesNot() throws Exception {
        try (StandaloneServer server = start(Map.of())) {
            HttpResponse<String> scrape = get(server.port(), "/metrics");

            assertThat(scrape.statusCode()).isEqualTo(200);
            assertThat(scrape.headers().firstValue("Content-Type"))
                    .contains("text/plain; version=0.0.4; charset=utf-8");
            assertThat(scrape.body()).contains("\nrelay_connections 0.0\n");
            assertThat(get(server.port(), "/metrics", "Accept", "application/openmetrics-text; version=1.0.0")
                            .body())
                    .endsWith("# EOF\n");
            assertThat(get(server.port(), "/metrics", "X-Forwarded-For", "192.0.2.1")
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void aTokenOfTheFileIsNeededIfTheRelaySaysSo() throws Exception {
        Path file = directory.resolve("admins");
        String token = TokenFileEditor.add(file, "alice", "");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        try (StandaloneServer server = start(Map.of("admin.access", "token", "admin.tokens_file", file.toString()))) {
            assertThat(get(server.port(), "/metrics").statusCode()).isEqualTo(401);
            assertThat(get(server.port(), "/metrics", "Authorization", "Bearer " + token)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get(server.port(), "/livez").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void withAPortForAdministratorsTheirPagesAreOnlyThere() throws Exception {
        try (StandaloneServer server = start(Map.of("admin.port", "0"))) {
            int adminPort = server.adminPort().orElseThrow();

            assertThat(get(server.port(), "/metrics").statusCode()).isEqualTo(404);
            assertThat(get(adminPort, "/metrics").statusCode()).isEqualTo(200);
            for (int port : new int[] {server.port(), adminPort}) {
                assertThat(get(port, "/readyz").body()).isEqualTo("ready\n");
            }
            for (String path : List.of("/", "/check", "/check.js")) { // they are about connecting to the port
                assertThat(get(server.port(), path).statusCode()).as(path).isEqualTo(200);
                assertThat(get(adminPort, path).statusCode()).as(path).isEqualTo(404);
            }
        }
    }

    @Test
    void aBodyArrivesInAnyNumberOfParts() throws Exception {
        String body = "{\"uuid\":\"00000000-0000-0000-0000-000000000001\"}";
        try (StandaloneServer server = start(Map.of())) {
            for (int bytes : new int[] {1, 7, body.length()}) {
                try (Socket socket = RawClient.connect(server.port(), 0)) {
                    socket.setTcpNoDelay(true);
                    socket.getOutputStream().write(change(body.length()));
                    for (int from = 0; from < body.length(); from += bytes) {
                        String part = body.substring(from, Math.min(body.length(), from + bytes));
                        socket.getOutputStream().write(part.getBytes(StandardCharsets.US_ASCII));
                    }
                    assertThat(answer(socket)).startsWith("HTTP/1.1 404 ").contains("This client is not connected");
                }
            }
        }
    }

    @Test
    void aBodyThatIsTooLongIsNotRead() throws Exception {
        try (StandaloneServer server = start(Map.of());
                Socket socket = RawClient.connect(server.port(), 0)) {
            socket.getOutputStream().write(change(1025)); // and no body
            assertThat(answer(socket)).startsWith("HTTP/1.1 413 ");
        }
    }

    @Test
    void aBodyThatDoesNotArriveEndsItsConnection() throws Exception {
        try (StandaloneServer server = start(Map.of("heartbeat.pong_timeout", "1"));
                Socket socket = RawClient.connect(server.port(), 0)) {
            socket.getOutputStream().write(change(10));
            assertThat(answer(socket)).isEmpty();
        }
    }

    private static byte[] change(int length) {
        return ("POST /status/disconnect HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void thePortForAdministratorsHasNoWebSockets() throws Exception {
        try (StandaloneServer server = start(Map.of("admin.port", "0"));
                Socket socket = RawClient.connect(server.adminPort().orElseThrow(), 0)) {
            socket.getOutputStream().write(RawClient.handshake("/").getBytes(StandardCharsets.US_ASCII));
            assertThat(RawClient.readHead(socket)).startsWith("HTTP/1.1 404 ");
        }
    }

    @Test
    void anOccupiedPortForAdministratorsIsNamed() throws Exception {
        try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            RelayConfig config = RelayConfig.of(Map.of(
                    "host", "127.0.0.1",
                    "port", "0",
                    "admin.port", String.valueOf(occupied.getLocalPort())));
            try (StandaloneServer server =
                    new StandaloneServer(new Relay(config), config.listen(), Optional.empty(), Failing.LAST_RESORT)) {
                assertThatThrownBy(server::start)
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("admin.port " + occupied.getLocalPort());
            }
        }
    }
}
