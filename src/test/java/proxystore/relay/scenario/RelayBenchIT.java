package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.standalone.tls.TestCertificates;

/** {@code relay bench} as it is typed, against relays that are well and relays that are not. */
@Order(2)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelayBenchIT {
    /** A bench's own time-outs and a busy machine. */
    private static final Duration END_LIMIT = Duration.ofSeconds(90);

    @TempDir
    private Path directory;

    private RelayUnderTest relay;

    /** A bench under way, its output in files. */
    private record RunningBench(Process process, Path outFile, Path errFile) implements AutoCloseable {
        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                    .as("the bench ends by itself")
                    .isTrue();
            return process.exitValue();
        }

        String out() {
            return read(outFile);
        }

        String err() {
            return read(errFile);
        }

        JsonObject json() {
            assertThat(out()).as(err()).hasLineCount(1);
            try (JsonReader reader = Json.createReader(new StringReader(out()))) {
                return reader.readObject();
            }
        }

        void awaitProgress() {
            await("a line of progress").atMost(END_LIMIT).until(() -> err().contains(" s: "));
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @BeforeAll
    void startRelay() throws IOException {
        relay = StandaloneRelay.start("standalone-bench", Map.of());
    }

    @AfterEach
    void assertNothingLeft() {
        assertThat(relay.process().log()).doesNotContain("Exception");
    }

    @AfterAll
    void stopRelay() {
        relay.close();
    }

    private RunningBench bench(Map<String, String> environment, String... arguments) throws IOException {
        Path out = Files.createTempFile(directory, "bench", ".out");
        Path err = Files.createTempFile(directory, "bench", ".err");
        ProcessBuilder builder =
                StandaloneRelay.command(arguments).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.command().add(builder.command().indexOf("-jar"), Artifacts.SHORT_LIVED_JVM);
        builder.environment().keySet().removeIf(key -> key.startsWith("RELAY_") || key.startsWith("JAVA_TOOL"));
        builder.environment().putAll(environment);
        return new RunningBench(builder.start(), out, err);
    }

    private RunningBench bench(RelayUnderTest target, String... arguments) throws IOException {
        List<String> all =
                new ArrayList<>(List.of("bench", target.address().url().toString()));
        all.addAll(List.of(arguments));
        return bench(Map.of(), all.toArray(String[]::new));
    }

    /** Every message was delivered, and nothing else happened. */
    private static void assertSound(RunningBench bench) throws InterruptedException {
        assertThat(bench.exitCode()).as(bench.err()).isZero();
        JsonObject json = bench.json();
        JsonObject messages = json.getJsonObject("messages");
        assertThat(messages.getInt("sent")).isPositive().isEqualTo(messages.getInt("delivered"));
        for (String fault : List.of("lost", "returned", "altered", "reordered", "unexpected")) {
            assertThat(messages.getInt(fault)).as(fault).isZero();
        }
        assertThat(json.getJsonObject("connections").getInt("failed")).isZero();
        assertThat(json.getJsonObject("connections").getInt("closed")).isZero();
        assertThat(json.getBoolean("sound")).isTrue();
        assertThat(json.isNull("problem")).isTrue();
        assertThat(json.isNull("ended")).isTrue();
        assertThat(json.getJsonObject("latency_ms").getInt("count")).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"throughput, 0.5", "throughput, 1.0", "throughput, mixed", "rate, mixed"})
    void pairsExchangeMessagesAndNoneIsMissing(String mode, String protocol) throws Exception {
        try (RunningBench bench = bench(
                relay,
                "--mode",
                mode,
                "--protocol",
                protocol,
                "--pairs",
                "2",
                "--warmup",
                "0.2",
                "--duration",
                "2",
                "--json")) {
            assertSound(bench);

            assertThat(bench.json().getString("mode")).isEqualTo(mode);
            assertThat(bench.json().getString("protocol")).isEqualTo(protocol);
            assertThat(bench.json().getJsonObject("connections").getInt("opened"))
                    .isEqualTo(4);
        }
    }

    @Test
    void warmUpIsInTheCountsAndNotInTheLatencies() throws Exception {
        try (RunningBench bench =
                bench(relay, "--mode", "rate", "--rate", "50", "--warmup", "3", "--duration", "1", "--json")) {
            assertSound(bench);

            assertThat(bench.json().getJsonObject("latency_ms").getInt("count"))
                    .isLessThan(bench.json().getJsonObject("messages").getInt("delivered"));
        }
    }

    @Test
    void openLoopSendsAsManyMessagesAsWereDue() throws Exception {
        try (RunningBench bench =
                bench(relay, "--mode", "rate", "--rate", "50", "--warmup", "0", "--duration", "2", "--json")) {
            assertSound(bench);

            double due = bench.json().getJsonNumber("seconds").doubleValue() * 50;
            assertThat(bench.json().getJsonObject("messages").getInt("sent")).isGreaterThanOrEqualTo((int) due);
        }
    }

    @Test
    void largeMessagesAreWhole() throws Exception {
        try (RunningBench bench =
                bench(relay, "--size", "200000", "--pairs", "1", "--warmup", "0", "--duration", "1", "--json")) {
            assertSound(bench);

            assertThat(bench.json().getJsonObject("latency_ms").getInt("count"))
                    .isEqualTo(bench.json().getJsonObject("messages").getInt("delivered"));
        }
    }

    @Test
    void sessionsAreTwoConnectionsAndTwoMessagesEach() throws Exception {
        try (RunningBench bench = bench(
                relay,
                "--mode",
                "signal",
                "--pairs",
                "2",
                "--protocol",
                "mixed",
                "--warmup",
                "0",
                "--duration",
                "3",
                "--json")) {
            assertSound(bench);

            JsonObject json = bench.json();
            int sessions = json.getInt("sessions");
            assertThat(sessions).isPositive();
            assertThat(json.getJsonObject("connections").getInt("opened")).isEqualTo(2 * sessions);
            assertThat(json.getJsonObject("messages").getInt("delivered")).isEqualTo(2 * sessions);
        }
    }

    @Test
    void allConnectionsAreHeldAndEachSendsAtTheEnd() throws Exception {
        try (RunningBench bench = bench(
                relay,
                "--mode",
                "connect",
                "--connections",
                "50",
                "--protocol",
                "mixed",
                "--duration",
                "10",
                "--json")) {
            assertSound(bench);

            assertThat(bench.json().getJsonObject("connections").getInt("opened"))
                    .isEqualTo(50);
            assertThat(bench.json().getJsonObject("messages").getInt("sent")).isEqualTo(50);
        }
    }

    @Test
    void theDefaultOutputIsATableAndProgressGoesToStandardError() throws Exception {
        try (RunningBench bench = bench(relay, "--pairs", "1", "--warmup", "0", "--duration", "3")) {
            assertThat(bench.exitCode()).as(bench.err()).isZero();

            assertThat(bench.out()).startsWith("throughput of ws://").contains("p99.9", " 0 lost", "this program");
            assertThat(bench.err()).contains(" s: ").doesNotContain("Exception");
        }
    }

    @Test
    void certificatesAreCheckedUnlessInsecureIsSet() throws Exception {
        TestCertificates certificates = TestCertificates.in(Artifacts.emptyDirectory("standalone-bench-tls"));
        String certfile = certificates.certfile().toString();
        try (RelayUnderTest tls = StandaloneRelay.startTls(
                        "standalone-bench-tls",
                        certificates.certfile(),
                        certificates.keyfile(),
                        certificates.trusting());
                RunningBench trusting = bench(tls, "--pairs", "1", "--duration", "1", "--trust", certfile, "--json");
                RunningBench insecure = bench(tls, "--pairs", "1", "--duration", "1", "--insecure", "--json");
                RunningBench untrusting = bench(tls, "--pairs", "1", "--duration", "1", "--json")) {
            assertSound(trusting);
            assertSound(insecure);
            assertThat(untrusting.exitCode()).isEqualTo(1);
            assertThat(untrusting.err()).hasLineCount(1).contains("TLS failed");
            assertThat(untrusting.out()).isEmpty();
        }
    }

    @Test
    void aTokenOpensARelayThatRequiresOne() throws Exception {
        String tokens = directory.resolve("tokens").toString();
        String token;
        try (RunningBench add = bench(Map.of(), "tokens", "add", "bench", "--file", tokens)) {
            assertThat(add.exitCode()).as(add.err()).isZero();
            token = add.out().strip();
        }
        Path tokenFile = Files.writeString(directory.resolve("token"), token + "\n");
        Map<String, String> settings = Map.of("RELAY_AUTH_METHOD", "tokens", "RELAY_AUTH_KWARGS_TOKENS_FILE", tokens);
        try (RelayUnderTest asking = StandaloneRelay.start("standalone-bench-tokens", settings)) {
            String url = asking.address().url().toString();
            String[] arguments = {"bench", url, "--pairs", "1", "--duration", "1", "--json"};
            try (RunningBench byFile =
                            bench(asking, "--duration", "1", "--json", "--token-file", tokenFile.toString());
                    RunningBench byEnvironment = bench(Map.of("RELAY_BENCH_TOKEN", token), arguments);
                    RunningBench without = bench(Map.of(), arguments)) {
                assertSound(byFile);
                assertSound(byEnvironment);
                assertThat(without.exitCode()).isEqualTo(1);
                assertThat(without.err()).hasLineCount(1).contains("closed a connection with 4001");
            }
        }
    }

    @Test
    void anInterruptionEndsTheBenchWithTheFiguresSoFar() throws Exception {
        try (RunningBench bench = bench(relay, "--pairs", "1", "--warmup", "0", "--duration", "3600", "--json")) {
            bench.awaitProgress();

            Process kill = new ProcessBuilder(
                            "kill", "-INT", String.valueOf(bench.process().pid()))
                    .inheritIO()
                    .start();
            assertThat(kill.waitFor()).isZero();

            assertThat(bench.exitCode()).isEqualTo(130);
            assertThat(bench.json().getString("ended")).isEqualTo("interrupted");
            assertThat(bench.json().getJsonObject("messages").getInt("delivered"))
                    .isPositive();
            assertThat(bench.json().getBoolean("sound")).isTrue();
        }
    }

    @Test
    void theDeathOfTheRelayEndsTheBenchWithAnError() throws Exception {
        try (RelayUnderTest dying = StandaloneRelay.start("standalone-bench-dying", Map.of());
                RunningBench bench = bench(dying, "--pairs", "2", "--warmup", "0", "--duration", "3600", "--json")) {
            bench.awaitProgress();

            dying.process().process().destroyForcibly();

            assertThat(bench.exitCode()).as(bench.err()).isEqualTo(1);
            assertThat(bench.json().getString("ended")).isEqualTo("no connection was left");
            assertThat(bench.json().getJsonObject("connections").getInt("closed"))
                    .isEqualTo(4);
            JsonObject messages = bench.json().getJsonObject("messages");
            assertThat(messages.getInt("lost")).isPositive();
            assertThat(messages.getInt("sent")).isEqualTo(messages.getInt("delivered") + messages.getInt("lost"));
            assertThat(bench.json().getBoolean("sound")).isFalse();
        }
    }

    @Test
    void aRelayThatRefusesTheMessagesIsNotSound() throws Exception {
        try (RelayUnderTest strict =
                        StandaloneRelay.start("standalone-bench-limit", Map.of("RELAY_MAX_MESSAGE_BYTES", "20000"));
                RunningBench bench = bench(
                        strict, "--pairs", "1", "--size", "50000", "--warmup", "0", "--duration", "3600", "--json")) {
            assertThat(bench.exitCode()).isEqualTo(1);

            assertThat(bench.json().getString("problem")).contains("closed a connection with 4003");
        }
    }

    @Test
    void anAddressWithoutARelayIsOneLine() throws Exception {
        String elsewhere = relay.address().url().resolve("elsewhere").toString();
        try (RunningBench bench = bench(Map.of(), "bench", elsewhere)) {
            assertThat(bench.exitCode()).isEqualTo(1);

            assertThat(bench.err()).hasLineCount(1).contains("the handshake was answered with HTTP 404");
            assertThat(bench.out()).isEmpty();
        }
    }
}
