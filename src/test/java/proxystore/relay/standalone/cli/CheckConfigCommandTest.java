package proxystore.relay.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckConfigCommandTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void theEffectiveConfigurationIsPrintedAndFlagsPrecedeTheFile() throws Exception {
        Path file = Files.writeString(
                directory.resolve("relay.toml"),
                "port = 1111\nmax_message_bytes = 2222\n[auth.kwargs]\nclient_secret = \"hidden\"\n");

        assertThat(run("check-config", "-c", file.toString(), "--port", "3333")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("port = 3333", "max_message_bytes = 2222")
                .doesNotContain("1111", "hidden");
    }

    @Test
    void aMistakeInTheFileIsReportedInOneLine() throws Exception {
        Path file = Files.writeString(directory.resolve("relay.toml"), "host = \"a\"\nport = \"x\"\n");

        assertThat(run("check-config", "--config", file.toString())).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("relay: " + file)
                .contains("port")
                .hasLineCount(1);
        assertThat(out.size()).isZero();
    }

    @Test
    void theCertificateIsChecked() throws Exception {
        assertThat(run(
                        "check-config",
                        "--certfile",
                        directory.resolve("none.pem").toString()))
                .isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("relay: cannot read certfile ")
                .hasLineCount(1);
    }

    private int run(String... arguments) throws Exception {
        return Program.execute(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
