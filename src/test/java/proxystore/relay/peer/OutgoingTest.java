package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import proxystore.relay.message.WireText;

class OutgoingTest {
    private static final WireText TEXT = WireText.of("t\u00e9xt");

    @Test
    void lengthIsThatOfTheText() {
        assertThat(Outgoing.ofRelay(TEXT).bytes()).isEqualTo(5);
    }

    @Test
    void whatTheRelaySaysGoesBackToNobody() {
        assertThat(Outgoing.ofRelay(TEXT)).isEqualTo(new Outgoing(TEXT, null, null, false));
    }

    @Test
    void whatComesBackGoesBackToNobodyAgain() {
        assertThat(Outgoing.ofReturned(TEXT)).isEqualTo(new Outgoing(TEXT, null, null, true));
    }
}
