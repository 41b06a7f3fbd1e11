package proxystore.relay.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.standalone.process.StartFailure;

class TokensCommandTest {
    private final ProgramRun program = new ProgramRun();

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void chooseFile() {
        file = directory.resolve("tokens");
    }

    @Test
    void addPrintsOnlyTheTokenAndStoresItsHash() throws Exception {
        assertThat(program.execute("tokens", "add", "alice", "--file", file.toString()))
                .isZero();
        assertThat(program.printed()).matches("[A-Za-z0-9_-]{43}\\R");
        assertThat(program.complaint()).isEmpty();
        assertThat(Files.readString(file))
                .matches("alice [0-9a-f]{64} \\d{4}-\\d{2}-\\d{2}\\R")
                .doesNotContain(program.printed().strip());
    }

    @Test
    void theRelayAcceptsTheFile() throws Exception {
        program.execute("tokens", "add", "alice", "--file", file.toString());
        program.forgetPrinted();
        assertThat(program.execute(
                        "check-config", "--auth-method", "tokens", "--auth-kwargs-tokens-file", file.toString()))
                .as(program.complaint())
                .isZero();
    }

    @Test
    void aMistakeIsReportedInOneLine() throws Exception {
        Files.writeString(file, "what is this");
        assertThat(program.execute("tokens", "add", "alice", "--file", file.toString()))
                .isEqualTo(StartFailure.BAD_CONFIGURATION);
        assertThat(program.complaint())
                .startsWith("relay: tokens file " + file + ", line 1: ")
                .hasLineCount(1);
        assertThat(program.printed()).isEmpty();
    }

    @Test
    void aDamagedFileEndsTheStartBeforeTheRelayListens() throws Exception {
        Files.writeString(file, "what is this");
        assertThat(program.execute(
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--auth-method",
                        "tokens",
                        "--auth-kwargs-tokens-file",
                        file.toString()))
                .isEqualTo(StartFailure.BAD_CONFIGURATION);
        assertThat(program.complaint())
                .contains("auth.kwargs.tokens_file", "line 1")
                .hasLineCount(1);
    }

    @Test
    void containerUsersNeedAContainer() throws Exception {
        for (String[] args : new String[][] {
            {"check-config", "--auth-method", "container"}, {"--port", "0", "--auth-method", "container"}
        }) {
            ProgramRun each = new ProgramRun();
            assertThat(each.execute(args)).isEqualTo(StartFailure.BAD_CONFIGURATION);
            assertThat(each.complaint())
                    .startsWith("relay: auth.method: \"container\" is for the WAR")
                    .hasLineCount(1);
        }
    }

    @Test
    void aMissingCommandOrOptionIsReported() throws Exception {
        assertThat(program.execute("tokens")).isEqualTo(StartFailure.BAD_CONFIGURATION);
        assertThat(program.complaint()).contains("add, list, remove").hasLineCount(1);
        ProgramRun withoutFile = new ProgramRun();
        assertThat(withoutFile.execute("tokens", "add", "alice")).isEqualTo(StartFailure.BAD_CONFIGURATION);
        assertThat(withoutFile.complaint()).contains("--file").hasLineCount(1);
    }

    @Test
    void listShowsEachTokenAndRemoveOneOfThem() throws Exception {
        program.execute("tokens", "add", "alice", "--file", file.toString(), "--note", "the old laptop");
        program.execute("tokens", "add", "alice", "--file", file.toString());
        String fingerprint = Files.readString(file).substring(6, 14);
        Files.writeString(file, "bob " + "0".repeat(64) + "\n", StandardOpenOption.APPEND);
        program.forgetPrinted();
        assertThat(program.execute("tokens", "list", "--file", file.toString())).isZero();
        assertThat(program.printed().lines())
                .hasSize(4)
                .contains("FINGERPRINT  ADDED       USER   NOTE", "00000000     -           bob")
                .anyMatch(line -> line.matches(fingerprint + "     \\d{4}-\\d{2}-\\d{2}  alice  the old laptop"));
        program.forgetPrinted();
        assertThat(program.execute("tokens", "remove", fingerprint, "--file", file.toString()))
                .isZero();
        assertThat(program.printed().lines()).hasSize(2).last().asString().startsWith(fingerprint);
        assertThat(file).content().hasLineCount(2).doesNotContain("the old laptop");
        assertThat(program.execute("tokens", "remove", fingerprint, "--file", file.toString()))
                .isEqualTo(StartFailure.BAD_CONFIGURATION);
        assertThat(program.complaint())
                .contains("no user and no fingerprint is " + fingerprint)
                .hasLineCount(1);
    }

    @Test
    void theFileIsThatOfTheConfigurationAlsoWhileItIsIncomplete() throws Exception {
        Path config = Files.writeString(
                directory.resolve("relay.toml"),
                "[auth]\nmethod = \"globus\"\n[auth.kwargs]\ntokens_file = \"" + file + "\"\n");
        assertThat(program.execute("tokens", "add", "alice", "-c", config.toString()))
                .isZero();
        assertThat(file).content().startsWith("alice ");
        assertThat(program.complaint()).isEmpty();
    }

    @Test
    void aTokenThatCannotBePrintedIsNotStored() throws Exception {
        PrintStream full = new PrintStream(OutputStream.nullOutputStream()) {
            @Override
            public boolean checkError() {
                return true;
            }
        };
        int exitCode = program.execute(new String[] {"tokens", "add", "alice", "--file", file.toString()}, full);
        assertThat(exitCode).isEqualTo(StartFailure.CANNOT_RUN);
        assertThat(program.complaint()).isEqualTo("relay: standard output cannot be written" + System.lineSeparator());
        assertThat(file).content().doesNotContain("alice");
    }

    @ParameterizedTest
    @CsvSource({
        "tokens remvoe --help, 'unknown command remvoe, did you mean remove? (see relay tokens --help)'",
        "foo --help, 'unknown command foo; commands: '",
        "version, 'unknown command version, did you mean --version? (see relay --help)'",
        "--prot 5, 'unknown option --prot, did you mean --port? (see relay --help)'",
        "check-config relay.toml, 'unexpected argument relay.toml, did you mean -c relay.toml? (see relay check-config --help)'",
        "tokens list alice --file x, 'unexpected argument alice (see relay tokens list --help)'"
    })
    void anUnknownCommandOrOptionIsReportedAlsoBesideHelp(String arguments, String mistake) throws Exception {
        assertThat(program.execute(arguments.split(" "))).isEqualTo(StartFailure.BAD_CONFIGURATION);
        assertThat(program.complaint()).startsWith("relay: " + mistake).hasLineCount(1);
        assertThat(program.printed()).isEmpty();
    }
}
