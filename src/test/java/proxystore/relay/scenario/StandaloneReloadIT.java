package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static proxystore.relay.scenario.Patience.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.standalone.tls.TestCertificates;

/** SIGHUP has a running relay load its configuration again, and never ends it. */
@Execution(ExecutionMode.CONCURRENT)
class StandaloneReloadIT {
    private static final int SIGNALS = 200;

    /** The JVM starts and ends some threads of its own at any time. */
    private static final int FEW = 20;

    private static void hangUp(RelayProcess relay, String name) {
        int before = count(relay, name);
        relay.hangUp();
        await(name).until(() -> count(relay, name) > before);
    }

    private static int count(RelayProcess relay, String text) {
        return relay.log().split(Pattern.quote(text), -1).length - 1;
    }

    private static int entries(RelayProcess relay, String directory) {
        return Objects.requireNonNull(new File("/proc/" + relay.server().pid() + "/" + directory).list()).length;
    }

    /** A line of a token file. */
    private static String line(String user, String token) {
        return user + " " + new BearerToken(token).sha256() + "\n";
    }

    private static Handshake with(String token, Peers peers) {
        return peers.handshake().header("Authorization", "Bearer " + token);
    }

    @Test
    void limitsLevelsTokensAndTheCertificateChangeWhileClientsStayConnectedAndThePortIsNamed() throws Exception {
        Path directory = Artifacts.emptyDirectory("standalone-reload");
        TestCertificates old = TestCertificates.in(Artifacts.emptyDirectory("standalone-reload-old"));
        TestCertificates renewed = TestCertificates.in(Artifacts.emptyDirectory("standalone-reload-new"));
        Path tokens = Files.writeString(directory.resolve("tokens"), line("alice", "one"));
        Path file = directory.resolve("relay.toml");
        String settings = """
                host = "127.0.0.1"
                port = %d
                certfile = "%s"
                keyfile = "%s"
                [auth]
                method = "tokens"
                kwargs.tokens_file = "%s"
                """;
        Files.writeString(file, settings.formatted(0, old.certfile(), old.keyfile(), tokens));
        RelayProcess process = StandaloneRelay.launch("standalone-reload", Map.of(), "--config", file.toString());
        int port = StandaloneRelay.port(process);
        try (RelayUnderTest relay =
                        new RelayUnderTest(RelayAddress.tls(port, "/", old.trusting()), Optional.empty(), process);
                Peers before = new Peers(relay.address());
                Peers after = new Peers(RelayAddress.tls(port, "/", renewed.trusting()))) {
            TestEndpoint early = before.register(ClientGeneration.V1_0, with("one", before));

            Files.writeString(tokens, line("alice", "one") + line("bob", "two"));
            Files.writeString(
                    file,
                    settings.formatted(1, renewed.certfile(), renewed.keyfile(), tokens)
                            + "[address]\nmax_connections = 2\n[logging]\ndefault_level = \"DEBUG\"\n");
            hangUp(process, "Restart to apply: port\n");
            assertThat(process.log())
                    .contains("Configuration reloaded: certfile = ", ", address.max_connections = 2, ");
            await("the certificate, which another thread loads")
                    .until(() -> process.log().contains("Certificate " + renewed.certfile() + " loaded: CN=localhost"));
            early.assertRegisteredAndQuiet();
            TestEndpoint late = after.register(ClientGeneration.V1_0, with("two", after));
            assertThat(after.open(with("two", after)).awaitClose().code()).isEqualTo(1013);
            assertThatThrownBy(before::open).isInstanceOf(UncheckedIOException.class);
            await("a line at DEBUG").until(() -> process.log().contains("] DEBUG (proxystore.relay."));

            Files.writeString(file, "port = \"x\"\n[address]\nmax_connections = 0\n");
            hangUp(process, "The configuration is not reloaded: ");
            assertThat(after.open(with("two", after)).awaitClose().code()).isEqualTo(1013);
            early.assertRegisteredAndQuiet();
            late.assertRegisteredAndQuiet();

            process.askForSummary();
            await("the summary").until(() -> process.log().contains(") :: Busiest: "));
            assertThat(process.log())
                    .contains(
                            ") :: Clients: 2, ",
                            "address_connections 2; takeovers: 0",
                            ") :: Certificate " + renewed.certfile());
        }
    }

    @Test
    void manySignalsLeaveNothingBehind() throws Exception {
        try (RelayUnderTest relay = StandaloneRelay.start("standalone-reload-many", Map.of());
                Peers peers = new Peers(relay.address())) {
            TestEndpoint endpoint = peers.register(ClientGeneration.V1_0);
            hangUp(relay.process(), "Configuration reloaded: nothing to apply");
            int threads = entries(relay.process(), "task");
            int files = entries(relay.process(), "fd");

            long pid = relay.process().server().pid();
            String loop = "for i in $(seq " + SIGNALS + "); do kill -HUP " + pid + "; sleep 0.003; done";
            assertThat(new ProcessBuilder("sh", "-c", loop).inheritIO().start().waitFor())
                    .isZero();

            await("reloads").until(() -> count(relay.process(), "Configuration reloaded") > FEW);
            await("the threads' end").until(() -> entries(relay.process(), "task") < threads + FEW);
            assertThat(entries(relay.process(), "fd")).isLessThan(files + FEW);
            endpoint.assertRegisteredAndQuiet();
        }
    }

    /** The relay blocks at its configuration file, a named pipe, until the test has sent the signal. */
    @Test
    void aSignalDuringTheStartIsAnsweredAfterItAndOneDuringTheStopIsIgnored() throws Exception {
        Path pipe = Artifacts.emptyDirectory("standalone-reload-start").resolve("relay.toml");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        String settings = "host = \"127.0.0.1\"\nport = 0\n[shutdown]\ntimeout = 1\n";
        try (RelayProcess process =
                StandaloneRelay.launch("standalone-reload-start", Map.of(), "--config", pipe.toString())) {
            writeAfter(pipe, settings, process::hangUp);
            int port = StandaloneRelay.port(process);
            writeAfter(pipe, settings, () -> {});
            await("the reload").until(() -> process.log().contains("Configuration reloaded: nothing to apply"));
            try (Peers peers = new Peers(RelayAddress.plain(port, "/"))) {
                TestPeer rude = peers.register(ClientGeneration.V1_0).peer().ignoringCloses();
                process.process().destroy();
                assertThat(rude.awaitClose().code()).isEqualTo(1001);
                process.hangUp();
                assertThat(process.process().waitFor()).isEqualTo(4);
            }
            assertThat(process.log()).contains("Server closed").doesNotContain("Exception", "ERROR");
        }
    }

    /** Opening the pipe blocks until the relay has opened it for reading. */
    private static void writeAfter(Path pipe, String text, Runnable action) throws IOException {
        try (var out = Files.newOutputStream(pipe)) {
            action.run();
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
