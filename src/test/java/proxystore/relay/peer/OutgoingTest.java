package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.message.WireText;

class OutgoingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text",
                "\0\u007f",
                "\u0080\u07ff",
                "\u0800\ud7ff\ue000\uffff",
                "\ud800\udc00\udbff\udfff",
                "é€\ud83d\ude00!"
            })
    void lengthIsThatOfTheRealEncoding(String text) {
        assertThat(Outgoing.utf8Length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        assertThat(Outgoing.ofRelay(text).bytes()).isEqualTo(Outgoing.utf8Length(text));
    }

    @Test
    void everyCharacterHasItsLength() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint += codePoint < 0x3000 ? 1 : 0x101) {
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                lengthIsThatOfTheRealEncoding(Character.toString(codePoint));
            }
        }
    }

    @Test
    void halvesOfACharacterAddUpToIt() {
        assertThat(Outgoing.utf8Length("\ud83d") + Outgoing.utf8Length("\ude00"))
                .isEqualTo(4);
    }

    @Test
    void whatTheRelaySaysGoesBackToNobody() {
        assertThat(Outgoing.ofRelay("text")).isEqualTo(new Outgoing("text", 4, null, null, false));
    }

    @Test
    void whatComesBackGoesBackToNobodyAgain() {
        PeerConnection message = new PeerConnection(new UUID(1, 2), "n", new UUID(3, 4), "offer", "d", "why", null);
        assertThat(Outgoing.ofRefused("t\u00e9xt", message)).isEqualTo(new Outgoing("t\u00e9xt", 5, null, null, false));
        assertThat(Outgoing.ofReturned("t\u00e9xt", message)).isEqualTo(new Outgoing("t\u00e9xt", 5, null, null, true));
    }

    @Test
    void lengthOfAReceivedTextIsKnown() {
        WireText text = new WireText("text", 7);
        PeerConnection message = new PeerConnection(new UUID(1, 2), "n", new UUID(3, 4), "offer", null, null, text);
        assertThat(Outgoing.ofRefused("text", message).bytes()).isEqualTo(7);
        assertThat(Outgoing.ofReturned("text", message).bytes()).isEqualTo(7);
    }
}
