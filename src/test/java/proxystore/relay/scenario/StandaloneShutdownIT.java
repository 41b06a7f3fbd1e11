package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a relay takes its leave. */
class StandaloneShutdownIT {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void aSignalClosesAllConnectionsWith1001AndEndsTheProcess(String signal) throws IOException, InterruptedException {
        try (RelayUnderTest relay = StandaloneRelay.start("standalone-shutdown-" + signal, Map.of());
                Peers peers = new Peers(relay.address())) {
            List<TestPeer> connected = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                connected.add(peers.register(ClientGeneration.byTurns(i)).peer());
            }
            connected.add(peers.open());

            Instant start = Instant.now();
            kill(relay, signal);

            for (TestPeer peer : connected) {
                assertThat(peer.expectClose().code()).isEqualTo(1001);
                peer.expectEnd();
            }
            assertEnds(relay, start);
            assertThatThrownBy(peers::open).hasMessageContaining("Connection refused");
            assertThat(relay.process().process().exitValue()).isZero();
            assertThat(relay.process().log())
                    .contains(
                            "Stopping: closing 21 connections within 0.084 s, waiting up to 3 s for their end",
                            "Stopped: connections closed: 21, cut off: 0")
                    .doesNotContain("Exception");
        }
    }

    @Test
    void clientsThatDoNotAnswerDelayTheEndBoundedly() throws IOException, InterruptedException {
        try (RelayUnderTest relay = StandaloneRelay.start("standalone-shutdown-stuck", Map.of());
                Peers peers = new Peers(relay.address())) {
            TestEndpoint sender = peers.register(ClientGeneration.V1_0);
            TestEndpoint stuck =
                    peers.register(ClientGeneration.V1_0, peers.handshake().receiveBuffer(4096));
            TestEndpoint rude = peers.register(ClientGeneration.V0_5);
            rude.peer().ignoringCloses();
            stuck.peer().freeze();
            new Flood(sender, stuck.uuid()).untilOneIsReturned();

            Instant start = Instant.now();
            kill(relay, "TERM");

            assertThat(sender.peer().awaitClose().code()).isEqualTo(1001);
            assertThat(rude.peer().awaitClose().code()).isEqualTo(1001);
            assertEnds(relay, start);
            assertThat(relay.process().process().exitValue()).isEqualTo(4);
            assertThat(relay.process().log()).contains("Stopped: connections closed: 1, cut off: 2 (");
        }
    }

    @ParameterizedTest
    @CsvSource({"TERM, TERM, 143", "INT, INT, 130", "TERM, INT, 130"})
    void aSecondSignalEndsTheProcessAtOnce(String first, String second, int exitCode)
            throws IOException, InterruptedException {
        String name = "standalone-shutdown-" + first + "-" + second;
        try (RelayUnderTest relay = StandaloneRelay.start(name, Map.of("RELAY_SHUTDOWN_TIMEOUT", "300"));
                Peers peers = new Peers(relay.address())) {
            TestPeer rude = peers.register(ClientGeneration.V1_0).peer().ignoringCloses();
            kill(relay, first);
            assertThat(rude.awaitClose().code()).isEqualTo(1001);
            assertThat(relay.process().process().isAlive()).isTrue();

            Instant start = Instant.now();
            kill(relay, second);

            assertEnds(relay, start);
            assertThat(relay.process().process().exitValue()).isEqualTo(exitCode);
            assertThat(relay.process().log().lines())
                    .as("the log's thread may write after it")
                    .contains("relay: SIG" + second + " while stopping: the process ends at once");
        }
    }

    private static void kill(RelayUnderTest relay, String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder(
                        "kill",
                        "-" + signal,
                        String.valueOf(relay.process().process().pid()))
                .inheritIO()
                .start();
        assertThat(kill.waitFor()).isZero();
    }

    private static void assertEnds(RelayUnderTest relay, Instant start) throws InterruptedException {
        assertThat(relay.process().process().waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS))
                .as("ended")
                .isTrue();
        assertThat(Duration.between(start, Instant.now())).isLessThan(LIMIT);
    }
}
