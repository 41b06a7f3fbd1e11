package proxystore.relay.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.auth.tokenfile.TokenFileEditor;
import proxystore.relay.doctor.InProcessRelay;
import proxystore.relay.standalone.tls.TestAuthority;
import proxystore.relay.standalone.tls.TestCertificates;

class DoctorCommandTest {
    /** The height of a common terminal window. */
    private static final int SCREEN_LINES = 50;

    private static final int SCREEN_COLUMNS = 80;

    @TempDir
    private Path directory;

    private final ProgramRun program = new ProgramRun();

    /** Runs the doctor without a proxy, even if the environment of the tests names one. */
    private int doctor(String url, String... options) throws Exception {
        return program.execute(Stream.concat(Stream.of("doctor", url, "--proxy", "none"), Arrays.stream(options))
                .toArray(String[]::new));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            doctor                                 | Missing required parameter: 'URL'
            doctor http://h/                       | http://h/ is not of the form ws://host:port/
            doctor ws://h/ --idle 3601             | --idle: 3601 is out of range (0 to 3600)
            doctor ws://h/ --idle soon             | Invalid value for option '--idle': 'soon' is not a double
            doctor ws://h/ --timeout 0             | --timeout: 0 is out of range (0.1 to 3600)
            doctor ws://h/ --proxy ftp://p         | --proxy: not of the form http://host:port
            doctor ws://h/ --insecure              | --trust and --insecure are for wss://
            doctor wss://h/ --insecure --trust x   | --trust and --insecure exclude each other
            doctor wss://h/ --trust none.pem       | cannot read trust none.pem: no such file or directory
            doctor ws://h/ --token-file none.txt   | cannot read token file none.txt: no such file or directory
            doctor ws://h/ --token a --token-file b | --token and --token-file exclude each other
            """)
    void aMistakeIsReportedInOneLine(String arguments, String line) throws Exception {
        assertThat(program.execute(arguments.split(" +"))).isEqualTo(2);

        assertThat(program.mistake()).contains(line);
    }

    @Test
    void anInvalidTokenIsNotPrinted() throws Exception {
        assertThat(program.execute("doctor", "ws://h/", "--token", "secret secret"))
                .isEqualTo(2);

        assertThat(program.mistake()).contains("visible ASCII").doesNotContain("secret");
    }

    @Test
    void eachStepIsALineAndTheOutcomeTheLast() throws Exception {
        try (InProcessRelay relay = InProcessRelay.start(Map.of())) {
            String url = relay.url();
            assertThat(doctor(url)).isZero();

            assertThat(program.printed().lines())
                    .hasSize(13)
                    .allMatch(line -> line.matches("(ok  |-   )  .*|Endpoints can use .*"))
                    .last()
                    .isEqualTo("Endpoints can use " + url + ".");
            assertThat(program.printed()).doesNotContain("\u001b");
        }
    }

    @Test
    void aFailureIsFollowedByItsExplanationAndRemedy() throws Exception {
        String url = "ws://127.0.0.1:" + freePort() + "/";
        assertThat(doctor(url)).isEqualTo(3);

        assertThat(program.printed().replaceAll("\\(\\d+ ms\\)", "(N ms)")).isEqualTo("""
                ok    dns           127.0.0.1 is an address, not a name (N ms)
                FAIL  tcp           127.0.0.1 port %s: connection refused (N ms)
                      No program listens at this address and port, or a firewall refuses. An endpoint retries, after 1, 2, 4 … 60 s.
                      Remedy: start the relay, correct the port, and check that the relay listens on more than loopback (--host).
                -     not made: proxy, tls, upgrade, pages, intermediary, register-1.0, register-0.5, round-trip, message-size, idle
                An endpoint does not reach %s: No program listens at this address and port, or a firewall refuses.
                """.formatted(port(url), url));
    }

    @Test
    void jsonIsOneObject() throws Exception {
        String url = "ws://127.0.0.1:" + freePort() + "/";
        assertThat(doctor(url, "--json")).isEqualTo(3);

        assertThat(program.printed()).hasLineCount(1);
        try (JsonReader reader = Json.createReader(new StringReader(program.printed()))) {
            JsonObject json = reader.readObject();
            assertThat(json.keySet()).containsExactly("url", "exit_code", "summary", "steps");
            assertThat(json.getInt("exit_code")).isEqualTo(3);
            JsonObject tcp = json.getJsonArray("steps").getJsonObject(1);
            assertThat(tcp.keySet())
                    .containsExactly(
                            "name",
                            "status",
                            "millis",
                            "finding",
                            "problem",
                            "sentence",
                            "consequence",
                            "remedy",
                            "figures");
            assertThat(tcp.getString("problem")).isEqualTo("refused");
            assertThat(tcp.getString("remedy")).startsWith("start the relay");
        }
    }

    @Test
    void theTokenComesFromAFile() throws Exception {
        Path file = directory.resolve("tokens");
        Path token = Files.writeString(directory.resolve("token"), TokenFileEditor.add(file, "alice", "") + "\n");
        try (InProcessRelay relay =
                InProcessRelay.start(Map.of("auth.method", "tokens", "auth.kwargs.tokens_file", file.toString()))) {
            assertThat(doctor("ws://127.0.0.1:" + relay.port(), "--token-file", token.toString()))
                    .as(program.printed())
                    .isZero();
        }
    }

    @Test
    void aWarningFailsOnlyIfAskedTo() throws Exception {
        KeyPair keys = TestCertificates.keys("P-256");
        TestAuthority authority = TestAuthority.root("Test Root");
        Instant now = Instant.now();
        X509Certificate soon = authority.issue(
                keys.getPublic(), "localhost", now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(2)));
        Path certfile = Files.writeString(
                directory.resolve("relay.pem"), TestCertificates.pkcs8(keys.getPrivate()) + TestCertificates.pem(soon));
        String trusted = Files.writeString(directory.resolve("root.pem"), TestCertificates.pem(authority.certificate()))
                .toString();
        try (InProcessRelay relay = InProcessRelay.start(Map.of("certfile", certfile.toString()))) {
            String url = "wss://localhost:" + relay.port() + "/";
            assertThat(doctor(url, "--trust", trusted)).as(program.printed()).isZero();
            assertThat(program.printed())
                    .contains("warn  tls ")
                    .contains("expires soon")
                    .endsWith("; 1 warning.\n");
            assertThat(doctor(url, "--trust", trusted, "--strict")).isEqualTo(1);
        }
    }

    @Test
    void helpFitsOnOneScreen() throws Exception {
        assertThat(program.execute("doctor", "--help")).isZero();

        assertThat(program.printed().lines())
                .hasSizeLessThan(SCREEN_LINES)
                .allMatch(line -> line.length() <= SCREEN_COLUMNS);
        assertThat(program.printed()).contains("RELAY_DOCTOR_TOKEN", "Exit code", "--json", "--idle");
    }

    private static String port(String url) {
        return url.substring(url.lastIndexOf(':') + 1, url.length() - 1);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
