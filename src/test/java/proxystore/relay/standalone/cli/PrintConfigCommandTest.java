package proxystore.relay.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
        ProgramRun program = new ProgramRun();
        int exitCode = program.execute(arguments);
        assertThat(program.complaint()).isEmpty();
        assertThat(exitCode).isZero();
        return program.printed();
    }
}
