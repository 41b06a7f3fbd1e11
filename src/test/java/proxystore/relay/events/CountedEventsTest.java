package proxystore.relay.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import proxystore.relay.message.Generation;

class CountedEventsTest {
    private final RecordingEvents passedOn = new RecordingEvents();
    private final CountedEvents events = new CountedEvents(passedOn);

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
        events.closed(1000);
        events.registered(Generation.V1_0);
        events.takenOver();
        events.unregistered(true);
        events.refused(Refusal.ORIGIN);
        events.forwarded(1);
        events.returned(ReturnReason.RATE);
        events.uncertain();
        events.malformed(Generation.V0_5);
        events.logLineLeftOut();
        events.pingAnswered(1);
        events.tokenChecked(TokenOutcome.ACCEPTED, 1);
        assertThat(passedOn.get()).hasSize(RelayEvents.class.getDeclaredMethods().length);
    }
}
