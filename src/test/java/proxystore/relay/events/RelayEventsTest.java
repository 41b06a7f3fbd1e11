package proxystore.relay.events;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;
import proxystore.relay.message.Generation;

class RelayEventsTest {
    @Test
    void noEventHasAnEffectByDefault() {
        assertThatCode(() -> {
                    RelayEvents.NONE.opened();
                    RelayEvents.NONE.closed(1000, "client", "");
                    RelayEvents.NONE.registered(Generation.V1_0, "client");
                    RelayEvents.NONE.takenOver("client");
                    RelayEvents.NONE.unregistered(true);
                    RelayEvents.NONE.refused(Refusal.ORIGIN, "client");
                    RelayEvents.NONE.forwarded(1);
                    RelayEvents.NONE.sending(1);
                    RelayEvents.NONE.returned(ReturnReason.UNKNOWN_PEER);
                    RelayEvents.NONE.uncertain();
                    RelayEvents.NONE.malformed(Generation.V0_5);
                    RelayEvents.NONE.logLineLeftOut();
                    RelayEvents.NONE.pingAnswered(1);
                    RelayEvents.NONE.tokenChecked(TokenOutcome.ACCEPTED, 1);
                })
                .doesNotThrowAnyException();
    }
}
