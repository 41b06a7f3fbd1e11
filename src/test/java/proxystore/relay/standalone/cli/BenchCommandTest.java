package proxystore.relay.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
    @TempDir
    private Path directory;

    private final ProgramRun program = new ProgramRun();

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
        assertThat(program.execute(arguments.split(" +"))).isEqualTo(2);

        assertThat(program.mistake()).contains(line);
    }

    @Test
    void anInvalidTokenIsNotPrinted() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "secret secret\n");

        assertThat(program.execute("bench", "ws://h/", "--token-file", file.toString()))
                .isEqualTo(2);

        assertThat(program.mistake()).contains("visible ASCII").doesNotContain("secret");
    }

    @Test
    void aTokenFileThatIsTooLongIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), "a".repeat(64 * 1024 + 1));

        assertThat(program.execute("bench", "ws://h/", "--token-file", file.toString()))
                .isEqualTo(2);

        assertThat(program.mistake()).contains("longer than any token");
    }

    @Test
    void aMissingRelayIsReportedInOneLine() throws Exception {
        int port = freePort();

        assertThat(program.execute("bench", "ws://127.0.0.1:" + port + "/")).isEqualTo(1);

        assertThat(program.mistake()).isEqualTo("relay: ws://127.0.0.1:" + port + "/: connection refused\n");
    }

    @Test
    void helpNamesModesBoundsAndExitCodes() throws Exception {
        assertThat(program.execute("bench", "--help")).isZero();

        assertThat(program.printed())
                .contains("throughput", "rate", "signal", "connect", "--json", "RELAY_BENCH_TOKEN", "Exit code")
                .contains("0.1 to 3600", "2 to 100000", "default: 10");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
