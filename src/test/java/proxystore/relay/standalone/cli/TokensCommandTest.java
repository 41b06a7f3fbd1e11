package proxystore.relay.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proxystore.relay.standalone.process.StartFailure;

class TokensCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void chooseFile() {
        file = directory.resolve("tokens");
    }

    private int execute(String... args) throws Exception {
        return Program.execute(
                args,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String complaint() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void addPrintsOnlyTheTokenAndStoresItsHash() throws Exception {
        assertThat(execute("tokens", "add", "alice", "--file", file.toString())).isZero();
        assertThat(printed()).matches("[A-Za-z0-9_-]{43}\\R");
        assertThat(complaint()).isEmpty();
        assertThat(Files.readString(file))
                .matches("alice [0-9a-f]{64}\\R")
                .doesNotContain(printed().strip());
    }

    @Test
    void theRelayAcceptsTheFile() throws Exception {
        execute("tokens", "add", "alice", "--file", file.toString());
        out.reset();
        assertThat(execute("check-config", "--auth-method", "tokens", "--auth-kwargs-tokens-file", file.toString()))
                .as(complaint())
                .isZero();
    }

    @Test
    void aMistakeIsReportedInOneLine() throws Exception {
        Files.writeString(file, "what is this");
        assertThat(execute("tokens", "add", "alice", "--file", file.toString()))
                .isEqualTo(StartFailure.BAD_CONFIGURATION);
        assertThat(complaint())
                .startsWith("relay: tokens file " + file + ", line 1: ")
                .hasLineCount(1);
        assertThat(printed()).isEmpty();
    }

    @Test
    void aDamagedFileEndsTheStartBeforeTheRelayListens() throws Exception {
        Files.writeString(file, "what is this");
        assertThat(execute(
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--auth-method",
                        "tokens",
                        "--auth-kwargs-tokens-file",
                        file.toString()))
                .isEqualTo(StartFailure.BAD_CONFIGURATION);
        assertThat(complaint()).contains("auth.kwargs.tokens_file", "line 1").hasLineCount(1);
    }

    @Test
    void containerUsersNeedAContainer() throws Exception {
        for (String[] args : new String[][] {
            {"check-config", "--auth-method", "container"}, {"--port", "0", "--auth-method", "container"}
        }) {
            err.reset();
            assertThat(execute(args)).isEqualTo(StartFailure.BAD_CONFIGURATION);
            assertThat(complaint())
                    .startsWith("relay: auth.method: \"container\" is for the WAR")
                    .hasLineCount(1);
        }
    }

    @Test
    void aMissingCommandOrOptionIsReported() throws Exception {
        assertThat(execute("tokens")).isEqualTo(StartFailure.BAD_CONFIGURATION);
        assertThat(complaint()).contains("add").hasLineCount(1);
        err.reset();
        assertThat(execute("tokens", "add", "alice")).isEqualTo(StartFailure.BAD_CONFIGURATION);
        assertThat(complaint()).contains("--file").hasLineCount(1);
    }
}
