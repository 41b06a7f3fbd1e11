package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The suite against the standalone relay over plain WebSockets with one selector per core, and what only its log can tell. */
@DisplayName("standalone")
class StandaloneScenariosIT extends RelayScenarios {
    @Override
    RelayUnderTest start() throws IOException {
        return StandaloneRelay.start("standalone", Map.of());
    }

    @Test
    void theLogSaysFromWhomToWhomAMessageWent() {
        TestEndpoint sender = peers().register(ClientGeneration.V1_0);
        TestEndpoint receiver = peers().register(ClientGeneration.V0_5);

        sender.reaches(receiver);

        await("the line in the log")
                .until(() -> running()
                        .process()
                        .log()
                        .lines()
                        .anyMatch(line -> line.contains("Transmitting message from " + sender.uuid())
                                && line.contains("to " + receiver.uuid())));
    }

    @Test
    void theLogNamesWhoRegisteredAndFromWhere() {
        TestEndpoint endpoint =
                peers().register(ClientGeneration.V1_0, peers().handshake().from("127.0.1.77"));

        await("the line in the log").until(() -> logLine(endpoint).contains("127.0.1.77"));

        assertThat(logLine(endpoint)).contains("endpoint-" + endpoint.uuid()).containsPattern("\\bINFO\\b");
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
        assertThat(running().process().log().lines()).noneMatch(line -> line.startsWith("[2026-01-01 00:00:00.000]"));
    }
}
