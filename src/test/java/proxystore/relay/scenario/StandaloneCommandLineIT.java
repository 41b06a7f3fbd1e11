package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.config.Settings;
import proxystore.relay.standalone.tls.TestCertificates;

/** The program as it is typed: what it prints where, and how it exits. */
class StandaloneCommandLineIT {
    @TempDir
    private Path directory;

    private record ProgramResult(int exitCode, String out, String err) {}

    private ProgramResult run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Artifacts.javaExecutable().toString(), "-jar", Artifacts.jar().toString()));
        command.addAll(Arrays.asList(arguments));
        return run(command, Map.of());
    }

    private ProgramResult run(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().keySet().removeIf(key -> key.startsWith("RELAY_") || key.startsWith("JAVA_TOOL"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(Patience.LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                    .as("%s ends by itself", command)
                    .isTrue();
        } finally {
            process.destroyForcibly().waitFor();
        }
        return new ProgramResult(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** One line on standard error that names {@code what}, nothing else, and a failure. */
    private static void assertOneLine(ProgramResult outcome, String... what) {
        assertThat(outcome.exitCode()).isNotZero();
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.err()).contains(what).doesNotContain("Exception");
        assertThat(outcome.out()).doesNotContain("\tat ").doesNotContain("listening");
    }

    @Test
    void helpNamesEveryOption() throws IOException, InterruptedException {
        ProgramResult outcome = run("help", "settings");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out())
                .contains(Settings.all().stream()
                        .flatMap(setting -> setting.flag().stream())
                        .map(flag -> flag + "=")
                        .toList())
                .contains("0.0.0.0", "8765");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void launcherPassesItsOptionsToTheJvmAndNotToTheRelay() throws IOException, InterruptedException {
        String launcher = Artifacts.jar().resolveSibling("relay.sh").toString();

        ProgramResult outcome = run(
                List.of("sh", launcher, "check-config", "--host", "127.0.0.1"),
                Map.of("RELAY_JAVA_OPTS", "--show-version -Xmx64m"));

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains(System.getProperty("java.vm.name"), "host = \"127.0.0.1\"  # --host");
    }

    @Test
    void theVersionIsOneLine() throws IOException, InterruptedException {
        ProgramResult outcome = run("--version");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).matches("relay \\d+\\.\\d+\\.\\d+ \\(commit ([0-9a-f]{12,}(-dirty)?|unknown)\\)\\R");
        assertThat(outcome.err()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--prot=1, --prot",
        "--port=, --port",
        "--port=http, http",
        "--port=65536, 65536",
        "--port=-1, -1",
        "--log-level=LOUD, LOUD",
        "stray, stray"
    })
    void aBadOptionIsOneLine(String option, String named) throws IOException, InterruptedException {
        ProgramResult outcome = run("--host=127.0.0.1", option);

        assertOneLine(outcome, named);
        assertThat(outcome.exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "--config nope.toml check-config, --config",
        "-c nope.toml check-config, --config",
        "--port abc check-config, --port",
        "--port 8765 print-config, --port",
        "--host 127.0.0.1 tokens add alice --file tokens, --host",
        "--port 8765 bench ws://127.0.0.1:1/, --port"
    })
    void anOptionBeforeACommandIsOneLine(String arguments, String named) throws IOException, InterruptedException {
        ProgramResult outcome = run(arguments.split(" "));

        assertOneLine(outcome, named + " has no effect before ", ": write it after the command");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void aNameThatTheLocaleCannotRepresentIsOneLineAndIsNotStored() throws IOException, InterruptedException {
        Path tokens = directory.resolve("tokens");

        ProgramResult outcome = runInLocaleC(
                Map.of(),
                Artifacts.javaExecutable().toString(),
                "-jar",
                Artifacts.jar().toString(),
                "tokens",
                "add",
                "J\u00fcrgen",
                "--file",
                tokens.toString());

        assertOneLine(outcome, "the locale of this process cannot represent", "LC_ALL=C.UTF-8");
        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(tokens).doesNotExist();
    }

    @Test
    void aVariableThatTheLocaleCannotRepresentIsOneLine() throws IOException, InterruptedException {
        ProgramResult outcome = runInLocaleC(
                Map.of("RELAY_AUTH_KWARGS_CLIENT_ID", "J\u00fcrgen"),
                Artifacts.javaExecutable().toString(),
                "-jar",
                Artifacts.jar().toString(),
                "check-config");

        assertOneLine(outcome, "RELAY_AUTH_KWARGS_CLIENT_ID", "LC_ALL=C.UTF-8");
        assertThat(outcome.exitCode()).isEqualTo(2);
    }

    @Test
    void theLauncherReadsNamesAsTypedInTheLocaleC() throws IOException, InterruptedException {
        Path tokens = directory.resolve("tokens");

        ProgramResult outcome = runInLocaleC(
                Map.of(),
                "sh",
                Artifacts.jar().resolveSibling("relay.sh").toString(),
                "tokens",
                "add",
                "J\u00fcrgen",
                "--file",
                tokens.toString());

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(tokens).content().startsWith("J\u00fcrgen ");
    }

    /** A shell sets the locale and spells the arguments in UTF-8, whatever the locale of this JVM. */
    private ProgramResult runInLocaleC(Map<String, String> variables, String... command)
            throws IOException, InterruptedException {
        StringBuilder script = new StringBuilder("unset LC_CTYPE LANG; export LC_ALL=C\n");
        variables.forEach((name, value) ->
                script.append("export ").append(name).append("='").append(value).append("'\n"));
        script.append("exec");
        for (String word : command) {
            script.append(" '").append(word).append("'");
        }
        Path file = Files.writeString(directory.resolve("locale-c.sh"), script, StandardCharsets.UTF_8);
        return run(List.of("sh", file.toString()), Map.of());
    }

    @Test
    void anOccupiedPortIsOneLine() throws IOException, InterruptedException {
        try (ServerSocket occupied = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(occupied.getLocalPort());

            assertOneLine(run("--host", "127.0.0.1", "--port", port), port);
        }
    }

    @Test
    void anAddressOfAnotherMachineIsOneLine() throws IOException, InterruptedException {
        assertOneLine(run("--host", "192.0.2.1", "--port", "0"), "192.0.2.1");
    }

    @Test
    void aMissingCertificateIsOneLine() throws IOException, InterruptedException {
        String missing = directory.resolve("missing.pem").toString();

        assertOneLine(run("--host", "127.0.0.1", "--port", "0", "--certfile", missing), missing);
    }

    @Test
    void aFileThatIsNoCertificateIsOneLine() throws IOException, InterruptedException {
        Path file = Files.writeString(directory.resolve("no.pem"), "hello", StandardCharsets.UTF_8);

        assertOneLine(run("--host", "127.0.0.1", "--port", "0", "--certfile", file.toString()), file.toString());
    }

    @Test
    void aKeyOfAnotherCertificateIsOneLine() throws IOException, InterruptedException {
        TestCertificates one = TestCertificates.in(Files.createDirectory(directory.resolve("one")));
        TestCertificates other = TestCertificates.in(Files.createDirectory(directory.resolve("other")));

        assertOneLine(
                run(
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--certfile",
                        one.certfile().toString(),
                        "--keyfile",
                        other.keyfile().toString()),
                other.keyfile().toString());
    }

    @Test
    void aKeyWithoutACertificateIsOneLine() throws IOException, InterruptedException {
        TestCertificates certificates = TestCertificates.in(directory);

        assertOneLine(
                run(
                        "--host",
                        "127.0.0.1",
                        "--port",
                        "0",
                        "--keyfile",
                        certificates.keyfile().toString()),
                "certfile");
    }

    /** In the jar as it is shipped, which has but a part of the library that reads them. */
    @ParameterizedTest
    @CsvSource({"RSA, false", "RSA, true", "P-256, false", "P-256, true", "P-384, true", "Ed25519, false"})
    void everyFormOfPrivateKeyIsRead(String kind, boolean traditional) throws IOException, InterruptedException {
        KeyPair keys = TestCertificates.keys(kind);
        String key = traditional
                ? TestCertificates.traditional(keys.getPrivate())
                : TestCertificates.pkcs8(keys.getPrivate());
        Path certfile = Files.writeString(
                directory.resolve("cert.pem"), TestCertificates.pem(TestCertificates.selfSigned(keys)));
        Path keyfile = Files.writeString(directory.resolve("key.pem"), key);

        ProgramResult outcome = run("check-config", "--certfile", certfile.toString(), "--keyfile", keyfile.toString());

        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains(keyfile.toString());
    }
}
