package proxystore.relay.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.standalone.cli.Program;
import proxystore.relay.standalone.tls.TestCertificates;

class MainTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --port                  | Missing required parameter for option '--port' (PORT)
                    --port abc              | --port: "abc" is not an integer (0 to 65535)
                    --port 65536            | --port: 65536 is out of range (0 to 65535)
                    --log-level loud        | --log-level:
                    --prot                  | unknown option --prot, did you mean --port? (see relay --help)
                    --keyfile key.pem       | keyfile
                    --certfile none.pem     | cannot read certfile none.pem: no such file or directory
                    --certfile /            | cannot read certfile /: Is a directory
                    --config none.toml      | none.toml: no such file
                    start                   | unknown command start
                    check-config --bad      | unknown option --bad (see relay check-config --help)
                    """)
    void aMistakeEndsTheStartWithOneLine(String arguments, String line) throws Exception {
        assertThat(run(arguments.split(" "))).isEqualTo(2);

        assertThat(errText()).startsWith("relay: ").contains(line).hasLineCount(1);
        assertThat(out.size()).isZero();
    }

    @Test
    void lineBreaksInAnOptionAreNotPrinted() throws Exception {
        assertThat(run("--port", "1\n2\u2028\r3")).isEqualTo(2);

        assertThat(errText()).startsWith("relay: --port: ").hasLineCount(1);
    }

    @Test
    void anOccupiedPortEndsTheStartWithOneLine() throws Exception {
        try (ServerSocket occupant = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(occupant.getLocalPort());

            assertThat(run("--host", "127.0.0.1", "--port", port)).isEqualTo(1);

            assertThat(errText()).isEqualTo("relay: cannot listen on 127.0.0.1:" + port + ": Address already in use\n");
            assertThat(out.size()).isZero();
        }
        assertNoRelayThreads();
    }

    @Test
    void aHostOfAnotherMachineEndsTheStartWithOneLine() throws Exception {
        assertThat(run("--host", "192.0.2.1", "--port", "0")).isEqualTo(1);

        assertThat(errText())
                .startsWith("relay: cannot listen on 192.0.2.1:0: ")
                .hasLineCount(1);
        assertNoRelayThreads();
    }

    @Test
    void anUnknownHostEndsTheStartWithOneLine() throws Exception {
        assertThat(run("--host", "no-such-host.invalid", "--port", "0")).isEqualTo(1);

        assertThat(errText()).isEqualTo("relay: cannot listen on host no-such-host.invalid: unknown host\n");
    }

    @Test
    void aLogDirectoryThatCannotBeCreatedEndsTheStartWithOneLine() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));

        assertThat(run("--port", "0", "--log-dir", file.toString())).isEqualTo(2);

        assertThat(errText())
                .startsWith("relay: cannot create log directory " + file)
                .hasLineCount(1);
    }

    @Test
    void aMismatchedKeyEndsTheStartWithOneLine() throws Exception {
        TestCertificates one = TestCertificates.in(Files.createDirectory(directory.resolve("one")));
        TestCertificates other = TestCertificates.in(Files.createDirectory(directory.resolve("other")));

        assertThat(run(
                        "--certfile", one.certfile().toString(),
                        "--keyfile", other.keyfile().toString()))
                .isEqualTo(2);

        assertThat(errText())
                .startsWith("relay: certfile " + one.certfile())
                .endsWith("do not belong together\n")
                .hasLineCount(1);
    }

    @Test
    void helpNamesTheOptionsOfProxyStoreAndTheSubcommands() throws Exception {
        assertThat(run("--help")).isZero();

        assertThat(outText())
                .contains("--host=ADDR", "--port=PORT", "--certfile=PATH", "--keyfile=PATH", "--log-dir=PATH")
                .contains("--log-level=LEVEL", "-c, --config=PATH", "--version", "check-config", "print-config")
                .contains("default 8765");
        assertThat(err.size()).isZero();
    }

    @Test
    void theVersionIsPrinted() throws Exception {
        assertThat(run("--version")).isZero();

        assertThat(outText()).startsWith("relay ").hasLineCount(1);
    }

    @Test
    void sigtermStopsTheRelayInOrder() throws Exception {
        Process relay = start("--host", "127.0.0.1", "--port", "0", "--log-dir", directory.toString());
        Path log = directory.resolve("server.log");
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Files.exists(log) && Files.readString(log).contains("Use ctrl-C to stop"));
            relay.destroy();
            assertThat(relay.waitFor(5, TimeUnit.SECONDS)).isTrue();
        } finally {
            relay.destroyForcibly();
        }
        assertThat(relay.exitValue()).isZero();
        List<String> lines = Files.readAllLines(log);
        assertThat(lines.get(0)).matches(".* :: Relay \\S+ \\(commit \\S+\\), Java .*, process " + relay.pid());
        assertThat(lines)
                .anyMatch(
                        line -> line.matches(
                                ".* :: Serving relay server on 127\\.0\\.0\\.1:[1-9]\\d* \\(ws://127\\.0\\.0\\.1:[1-9]\\d*\\)"));
        assertThat(lines).last().asString().endsWith(" :: Server closed");
        assertThat(Files.readAllLines(directory.resolve("out"))).isEqualTo(lines);
        assertThat(directory.resolve("err")).isEmptyFile();
    }

    @Test
    void aRelayThatLogsOnlyErrorsPrintsItsAddress() throws Exception {
        Process relay = start("--host", "127.0.0.1", "--port", "0", "--log-level", "error");
        Path printed = directory.resolve("out");
        try {
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> Files.readString(printed).contains("Use ctrl-C to stop"));
        } finally {
            relay.destroy();
            assertThat(relay.waitFor(5, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Files.readString(printed))
                .matches(
                        "Serving relay server on 127\\.0\\.0\\.1:[1-9]\\d* \\(ws://127\\.0\\.0\\.1:[1-9]\\d*\\)\nUse ctrl-C to stop\n");
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile())
                .start();
    }

    private int run(String... arguments) throws Exception {
        return Program.execute(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static void assertNoRelayThreads() {
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("relay-")));
    }

    private String outText() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String errText() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
