package proxystore.relay.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... arguments) throws Exception {
        return Program.execute(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String complaint() {
        String text = err.toString(StandardCharsets.UTF_8);
        assertThat(text).startsWith("relay: ").hasLineCount(1);
        assertThat(out.size()).isZero();
        return text;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    bench                                 | Missing required parameter: 'URL'
                    bench http://h/                       | http://h/ is not of the form ws://host:port/
                    bench ws://h/ --mode fast             | --mode: fast is none of throughput, rate, signal, connect
                    bench ws://h/ --protocol 2            | --protocol: 2 is none of 0.5, 1.0, mixed
                    bench ws://h/ --pairs 0               | --pairs: 0 is out of range (1 to 10000)
                    bench ws://h/ --pairs many            | Invalid value for option '--pairs': 'many' is not an int
                    bench ws://h/ --rate Infinity         | --rate: Infinity is out of range
                    bench ws://h/ --duration 0            | --duration: 0 is out of range (0.1 to 3600)
                    bench ws://h/ --duration 3601         | --duration: 3601 is out of range (0.1 to 3600)
                    bench ws://h/ --warmup -1             | --warmup: -1 is out of range (0 to 3600)
                    bench ws://h/ --token-file none.txt   | cannot read token file none.txt: no such file or directory
                    bench wss://h/ --trust none.pem       | cannot read trust none.pem: no such file or directory
                    bench ws://h/ --insecure              | --trust and --insecure are for wss://
                    bench wss://h/ --insecure --trust x   | --trust and --insecure exclude each other
                    bench ws://h/ ws://i/                 | unexpected argument ws://i/ (see relay bench --help)
                    """)
    void aMistakeIsReportedInOneLine(String arguments, String line) throws Exception {
        assertThat(run(arguments.split(" +"))).isEqualTo(2);

        assertThat(complaint()).contains(line);
    }

    @Test
    void anInvalidTokenIsNotPrinted() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "secret secret\n");

        assertThat(run("bench", "ws://h/", "--token-file", file.toString())).isEqualTo(2);

        assertThat(complaint()).contains("visible ASCII").doesNotContain("secret");
    }

    @Test
    void aTokenFileThatIsTooLongIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "a".repeat(64 * 1024 + 1));

        assertThat(run("bench", "ws://h/", "--token-file", file.toString())).isEqualTo(2);

        assertThat(complaint()).contains("longer than any token");
    }

    @Test
    void aMissingRelayIsReportedInOneLine() throws Exception {
        int port = freePort();

        assertThat(run("bench", "ws://127.0.0.1:" + port + "/")).isEqualTo(1);

        assertThat(complaint()).isEqualTo("relay: ws://127.0.0.1:" + port + "/: connection refused\n");
    }

    @Test
    void helpNamesModesBoundsAndExitCodes() throws Exception {
        assertThat(run("bench", "--help")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("throughput", "rate", "signal", "connect", "--json", "RELAY_BENCH_TOKEN", "Exit code")
                .contains("0.1 to 3600", "2 to 100000", "default: 10");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
