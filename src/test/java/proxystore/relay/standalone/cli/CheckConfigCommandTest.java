package proxystore.relay.standalone.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.standalone.tls.TestCertificates;

class CheckConfigCommandTest {
    @TempDir
    private Path directory;

    private final ProgramRun program = new ProgramRun();

    @Test
    void theEffectiveConfigurationIsPrintedAndFlagsPrecedeTheFile() throws Exception {
        Path file = Files.writeString(
                directory.resolve("relay.toml"),
                "port = 1111\nmax_message_bytes = 2222\n[auth.kwargs]\nclient_secret = \"hidden\"\n");

        assertThat(program.execute("check-config", "-c", file.toString(), "--port", "3333"))
                .isZero();

        assertThat(program.printed())
                .contains("port = 3333", "max_message_bytes = 2222")
                .doesNotContain("1111", "hidden");
    }

    @Test
    void aMistakeInTheFileIsReportedInOneLine() throws Exception {
        Path file = Files.writeString(directory.resolve("relay.toml"), "host = \"a\"\nport = \"x\"\n");

        assertThat(program.execute("check-config", "--config", file.toString())).isEqualTo(2);

        assertThat(program.complaint())
                .startsWith("relay: " + file)
                .contains("port")
                .hasLineCount(1);
        assertThat(program.printed()).isEmpty();
    }

    @Test
    void theCertificateIsChecked() throws Exception {
        assertThat(program.execute(
                        "check-config",
                        "--certfile",
                        directory.resolve("none.pem").toString()))
                .isEqualTo(2);

        assertThat(program.complaint())
                .startsWith("relay: cannot read certfile ")
                .hasLineCount(1);
    }

    @Test
    void theCertificateIsShownWithItsDatesAndTheOutputStaysAConfiguration() throws Exception {
        TestCertificates certificates = TestCertificates.in(directory);
        String certfile = certificates.certfile().toString();

        assertThat(program.execute(
                        "check-config",
                        "--certfile",
                        certfile,
                        "--keyfile",
                        certificates.keyfile().toString()))
                .isZero();

        String printed = program.printed();
        assertThat(printed)
                .contains("# Certificate " + certfile + ": ", ", valid from ")
                .endsWith("\n# OK\n");
        assertThat(program.complaint()).isEmpty();
        program.forgetPrinted();
        Path file = Files.writeString(directory.resolve("effective.toml"), printed);
        assertThat(program.execute("check-config", "-c", file.toString())).isZero();
    }

    @Test
    void aCertificateThatClientsRefuseIsAWarning() throws Exception {
        KeyPair keys = TestCertificates.keys("P-256");
        Instant end = Instant.now().minus(Duration.ofDays(1));
        Path certfile = Files.writeString(
                directory.resolve("cert.pem"),
                TestCertificates.pem(TestCertificates.selfSigned(keys, end.minus(Duration.ofDays(1)), end))
                        + TestCertificates.pkcs8(keys.getPrivate()));

        assertThat(program.execute("check-config", "--certfile", certfile.toString()))
                .isZero();

        assertThat(program.complaint())
                .startsWith("relay: warning: Certificate " + certfile + " has expired: ")
                .hasLineCount(1);
        assertThat(program.printed()).endsWith("\n# OK, warnings: 1\n");
    }

    @ParameterizedTest
    @CsvSource({
        "--admin-access token --admin-tokens-file FILE, 'admin.tokens_file: tokens file FILE, line 1: '",
        "--auth-method tokens --auth-kwargs-tokens-file FILE, 'auth.kwargs.tokens_file: tokens file FILE, line 1: '",
        "--cluster nats://127.0.0.1 --cluster-nkey-file FILE, 'cluster.nkey_file: FILE: no seed of a user''s NKey in it'",
        "--log-dir FILE/logs, 'logging.log_dir FILE/logs: FILE is not a directory that can be written'",
        "--host nowhere.invalid, 'cannot listen on host nowhere.invalid: unknown host'"
    })
    void whatTheConfigurationNamesIsChecked(String options, String mistake) throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "this is neither tokens nor a directory");

        assertThat(program.execute(("check-config " + options.replace("FILE", file.toString())).split(" ")))
                .isNotZero();

        assertThat(program.complaint())
                .startsWith("relay: " + mistake.replace("FILE", file.toString()))
                .hasLineCount(1);
        assertThat(program.printed()).isEmpty();
    }
}
