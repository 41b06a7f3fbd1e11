package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import proxystore.relay.standalone.tls.TestCertificates;

/** The suite against the standalone relay in each of its modes, and what only its log shows. */
@ParameterizedClass(name = "{0}")
@EnumSource
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the parameter
class StandaloneScenariosIT {
    @Parameter
    StandaloneMode mode;

    /** How the relay runs. */
    enum StandaloneMode {
        /** Plain WebSockets, one selector per core. */
        PLAIN("standalone", Map.of()),
        TLS("standalone, wss", Map.of()) {
            @Override
            RelayUnderTest start() throws IOException {
                TestCertificates certificates = TestCertificates.in(Artifacts.emptyDirectory("standalone-tls"));
                return StandaloneRelay.startTls(
                        "standalone-tls", certificates.certfile(), certificates.keyfile(), certificates.trusting());
            }
        },
        ONE_SELECTOR("standalone, one selector", Map.of("RELAY_STANDALONE_SELECTORS", "1")),
        TYRUS_FRAMES("standalone, Tyrus's frames", Map.of("RELAY_STANDALONE_FRAMES", "tyrus"));

        private final String title;
        private final Map<String, String> settings;

        StandaloneMode(String title, Map<String, String> settings) {
            this.title = title;
            this.settings = settings;
        }

        RelayUnderTest start() throws IOException {
            return StandaloneRelay.start(title.replaceAll("\\W+", "-"), settings);
        }

        @Override
        public String toString() {
            return title;
        }
    }

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    class StandaloneSuite extends RelayScenarios {
        @Override
        String relayName() {
            return mode.toString();
        }

        @Override
        RelayUnderTest start() throws IOException {
            return mode.start();
        }

        @Test
        void theLogHasRegistrationsAndNotEachMessage() {
            TestEndpoint sender = peers().register(ClientGeneration.V1_0);
            TestEndpoint receiver = peers().register(ClientGeneration.V0_5);

            sender.reaches(receiver);

            await("the line in the log").until(() -> logLine(sender).contains("Registered " + sender.uuid()));
            assertThat(running().process().log()).doesNotContain("Transmitting message");
        }

        @Test
        void theLogNamesEachRegisteredClientAndItsAddress() {
            TestEndpoint endpoint =
                    peers().register(ClientGeneration.V1_0, peers().handshake().from("127.0.1.77"));

            await("the line in the log").until(() -> logLine(endpoint).contains("127.0.1.77"));

            assertThat(logLine(endpoint))
                    .contains("endpoint-" + endpoint.uuid())
                    .containsPattern("\\bINFO\\b");
        }

        @Test
        void theLogHasNoSessionDescriptionAndNoForgedLine() {
            TestEndpoint sender = peers().register(ClientGeneration.V0_5);
            TestEndpoint receiver = peers().register(ClientGeneration.V0_5);
            TestPeer forger = peers().open();
            forger.send(TestMessages.registration(
                    ClientGeneration.V0_5,
                    UUID.randomUUID().toString(),
                    "forger\n[2026-01-01 00:00:00.000] INFO  (relay) :: forged\r\u001b[31m\u2028forged"));
            assertThat(forger.expectMessage()).isEqualTo(TestMessages.accepted(ClientGeneration.V0_5));

            sender.reaches(receiver);
            JsonObject offer = sender.offer(receiver.uuid());
            sender.peer().send(offer);
            assertThat(receiver.peer().expectMessage()).isEqualTo(offer);

            await("the line in the log").until(() -> running().process().log().contains("forger"));
            assertThat(running().process().log())
                    .doesNotContain("a=ice-pwd")
                    .doesNotContain("\u001b")
                    .doesNotContain("\u2028");
            assertThat(running().process().log().lines())
                    .noneMatch(line -> line.startsWith("[2026-01-01 00:00:00.000]"));
        }
    }
}
