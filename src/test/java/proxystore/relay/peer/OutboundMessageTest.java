package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import proxystore.relay.message.EncodedMessage;

class OutboundMessageTest {
    private static final EncodedMessage TEXT = EncodedMessage.of("t\u00e9xt");

    @Test
    void lengthIsThatOfTheText() {
        assertThat(OutboundMessage.ofRelay(TEXT).bytes()).isEqualTo(5);
    }

    @Test
    void messageOfTheRelayHasNoReturnAddress() {
        assertThat(OutboundMessage.ofRelay(TEXT)).isEqualTo(new OutboundMessage(TEXT, null, null, 0, false));
    }

    @Test
    void returnedMessageHasNoReturnAddress() {
        assertThat(OutboundMessage.ofReturned(TEXT)).isEqualTo(new OutboundMessage(TEXT, null, null, 0, true));
    }
}
