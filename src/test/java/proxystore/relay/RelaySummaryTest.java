package proxystore.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import proxystore.relay.auth.Credentials;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.events.Refusal;
import proxystore.relay.message.Generation;
import proxystore.relay.message.Registration;
import proxystore.relay.peer.Connection;
import proxystore.relay.peer.RecordingTransport;

class RelaySummaryTest {
    /** Longest accepted page. */
    private static final int PAGE_LINES = 25;

    @RegisterExtension
    final LogLines log = new LogLines(RelaySummaryTest.class);

    private final Relay relay = new Relay(RelayConfig.defaults());

    @AfterEach
    void close() {
        relay.close();
    }

    private Connection open(int port) {
        RecordingTransport transport = new RecordingTransport("192.0.2.1:" + port);
        Connection connection = relay.open(transport, Credentials.NONE);
        transport.whenClosed(() -> connection.closed("closed"));
        return connection;
    }

    private String line(String start) {
        return relay.summary().lines().stream()
                .filter(line -> line.startsWith(start))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aNewRelayHasOneLineForEachSubject() {
        assertThat(relay.summary().lines())
                .hasSize(10)
                .noneMatch(line -> line.contains("\n"))
                .element(0)
                .asString()
                .startsWith("Summary of relay ")
                .endsWith(": up 0 d 0:00:00, ready");
        assertThat(line("Refused")).isEqualTo("Refused: none; takeovers: 0");
        assertThat(line("Closed")).isEqualTo("Closed: none");
    }

    @Test
    void clientsRefusalsAndClosesAreCounted() {
        open(1).receive(new Registration("one", new UUID(0, 1), Generation.V1_0), 100);
        open(2).receive(new Registration("two", new UUID(0, 2), Generation.V0_5), 100);
        open(3).closed(1000, "");
        relay.events().refused(Refusal.INBOX, "192.0.2.1:1");

        assertThat(line("Clients"))
                .isEqualTo("Clients: 2, generation 0.5: 1, generation 1.0: 1; connections: 2, opened: 3");
        assertThat(line("Refused")).isEqualTo("Refused: inbox 1; takeovers: 0");
        assertThat(line("Closed")).isEqualTo("Closed: 1000 1");
    }

    @Test
    void theBusiestConnectionsAreNamedAndNoMoreThanFive() {
        for (int i = 1; i <= 8; i++) {
            Connection connection = open(i);
            for (int messages = 0; messages < i; messages++) {
                connection.receive(new Registration("c" + i, new UUID(0, i), Generation.V0_5), 100);
            }
        }

        List<String> busiest = relay.summary().lines().stream()
                .filter(line -> line.startsWith("Busiest"))
                .toList();

        assertThat(busiest).hasSize(5);
        assertThat(busiest.get(0)).contains(" (c8) at 192.0.2.1:8, received 8, ");
        assertThat(relay.summary().lines()).hasSizeLessThan(PAGE_LINES);
    }

    @Test
    void ratesAreThoseSinceTheSummaryBefore() {
        relay.events().forwarded(1_000_000);
        assertThat(line("Forwarded")).startsWith("Forwarded: 1 messages, 1000000 bytes; ");
        assertThat(line("Forwarded")).contains("; 0.0 messages and 0.0 bytes a second in the last ");
    }

    @Test
    void eachLineIsAnEntryOfTheLogAndFurtherOnesFollow() {
        relay.summary().add(() -> "Certificate of a.example");

        relay.summary().log(System.getLogger(RelaySummaryTest.class.getName()));

        assertThat(log.get())
                .hasSize(11)
                .allMatch(line -> line.startsWith("INFO "))
                .contains("INFO Certificate of a.example");
    }
}
