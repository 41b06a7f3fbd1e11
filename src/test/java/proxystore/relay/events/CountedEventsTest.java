package proxystore.relay.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import proxystore.relay.message.Generation;

class CountedEventsTest {
    private final RecordingEvents passedOn = new RecordingEvents();
    private final RelayCounts counts = new RelayCounts();
    private final CountedEvents events = new CountedEvents(counts, new RecentEvents(), passedOn);

    @Test
    void summaryHasWhatHappenedSinceTheLastOne() {
        assertThat(events.takeSummary()).isEmpty();
        for (int i = 0; i < 3; i++) {
            events.forwarded(100);
        }
        events.returned(ReturnReason.UNKNOWN_PEER);
        events.logLineLeftOut();
        events.logLineLeftOut();
        assertThat(events.takeSummary()).isEqualTo("3 messages forwarded, 1 message returned, 2 log lines left out");
        events.forwarded(100);
        assertThat(events.takeSummary()).isEqualTo("1 message forwarded");
        assertThat(events.takeSummary()).isEmpty();
    }

    @Test
    void eachEventIsPassedOn() {
        events.opened();
        events.closed(1000, "client", "");
        events.registered(Generation.V1_0, "client");
        events.takenOver("client");
        events.unregistered(true);
        events.refused(Refusal.ORIGIN, "client");
        events.forwarded(1);
        events.sending(1);
        events.offerAnswered(1);
        events.offerUnanswered("client", "peer");
        events.returned(ReturnReason.RATE);
        events.readingSuspended();
        events.uncertain();
        events.malformed(Generation.V0_5);
        events.logLineLeftOut();
        events.pingAnswered(1);
        events.tokenChecked(TokenOutcome.ACCEPTED, 1);
        assertThat(passedOn.get()).hasSize(RelayEvents.class.getDeclaredMethods().length);
    }

    @Test
    void eachEventIsCounted() {
        events.opened();
        events.closed(1001, "client", "");
        events.closed(4004, "client", "");
        events.closed(3999, "client", "");
        events.closed(1016, "client", "");
        events.registered(Generation.V1_0, "client");
        events.takenOver("client");
        events.refused(Refusal.ORIGIN, "client");
        events.forwarded(7);
        events.forwarded(5);
        events.returned(ReturnReason.RATE);
        events.readingSuspended();
        events.uncertain();
        events.malformed(Generation.V0_5);
        events.logLineLeftOut();
        assertThat(List.of(
                        counts.opened(),
                        counts.takenOver(),
                        counts.readingSuspended(),
                        counts.uncertain(),
                        counts.linesLeftOut()))
                .containsOnly(1L);
        assertThat(counts.closed().of("1001")).isEqualTo(1);
        assertThat(counts.closed().of("4004")).isEqualTo(1);
        assertThat(counts.closed().of(CloseCodeCounts.OTHER)).isEqualTo(2);
        assertThat(counts.closed().total()).isEqualTo(4);
        assertThat(counts.registered().of(Generation.V1_0)).isEqualTo(1);
        assertThat(counts.registered().of(Generation.V0_5)).isZero();
        assertThat(counts.refused().of(Refusal.ORIGIN))
                .isEqualTo(counts.refused().total())
                .isEqualTo(1);
        assertThat(counts.forwarded()).isEqualTo(2);
        assertThat(counts.forwardedBytes()).isEqualTo(12);
        assertThat(counts.returned().of(ReturnReason.RATE)).isEqualTo(1);
        assertThat(counts.malformed().of(Generation.V0_5)).isEqualTo(1);
    }

    @Test
    void durationsAreCountedInTheBucketWhoseBoundTheyDoNotExceed() {
        events.sending(-1);
        events.sending(100_000);
        events.sending(100_001);
        events.sending(10_000_000_001L);
        events.pingAnswered(1_000_000);
        events.tokenChecked(TokenOutcome.FORBIDDEN, 2_000_000_000L);

        assertThat(counts.waited().buckets()).hasSize(DurationCounts.BOUNDS.size() + 1);
        assertThat(counts.waited().buckets().get(0)).isEqualTo(2);
        assertThat(counts.waited().buckets().get(1)).isEqualTo(1);
        assertThat(counts.waited().buckets()).last().isEqualTo(1L);
        assertThat(counts.waited().count()).isEqualTo(4);
        assertThat(counts.pings().sumSeconds()).isEqualTo(0.001);
        assertThat(counts.tokenChecks(TokenOutcome.FORBIDDEN).count()).isEqualTo(1);
        assertThat(counts.tokenChecks(TokenOutcome.ACCEPTED).count()).isZero();
    }
}
