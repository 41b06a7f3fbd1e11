package proxystore.relay.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrintConfigCommandTest {
    @TempDir
    private Path directory;

    @Test
    void thePrintedFileIsAConfigurationOfDefaults() throws Exception {
        Path file = Files.writeString(directory.resolve("relay.toml"), run("print-config"));

        assertThat(file).content().contains("port = 8765", "# ");
        String fromFile = run("check-config", "-c", file.toString());
        assertThat(fromFile.replaceAll("  # .*", "")).isEqualTo(run("check-config"));
    }

    private static String run(String... arguments) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = Program.execute(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(exitCode).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }
}
