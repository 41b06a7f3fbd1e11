package proxystore.relay.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.websocket.DecodeException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PeerConnectionTest {
    @Test
    void returnedMessageHasTheErrorAndKeepsTheOtherMembers() {
        PeerConnection sent = new PeerConnection(new UUID(1, 2), "n", new UUID(3, 4), "answer", "d", "old", null);
        assertThat(sent.withError("new"))
                .isEqualTo(new PeerConnection(new UUID(1, 2), "n", new UUID(3, 4), "answer", "d", "new", null));
    }

    @Test
    void returnedMessageKeepsTheReceivedTextButForTheError() throws DecodeException {
        String text = GoldenMessage.PEER_CONNECTION.json();
        PeerConnection received = (PeerConnection) new MessageDecoder().decode(text);
        String returned = text.replace("null", "\"why\"");
        assertThat(received.withError("why").error()).isEqualTo("why");
        assertThat(received.withError("why").encoded()).isEqualTo(EncodedMessage.of(returned));
        assertThat(received.withError("why").withError("\n\u00e9").encoded())
                .isEqualTo(EncodedMessage.of(text.replace("null", "\"\\n\u00e9\"")));
    }

    @Test
    void descriptionIsReadFromTheReceivedTextOnRequest() throws DecodeException {
        Message received = new MessageDecoder().decode(GoldenMessage.PEER_CONNECTION_ESCAPES.json());
        PeerConnection expected = (PeerConnection) GoldenMessage.PEER_CONNECTION_ESCAPES.message();
        assertThat(((PeerConnection) received).description()).isEqualTo(expected.description());
        assertThat(((PeerConnection) received).withError("why").description()).isEqualTo(expected.description());
        assertThat(((PeerConnection) received).withError("\t")).isEqualTo(received);
    }

    @Test
    void messageWithoutDescriptionAndTextIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PeerConnection(new UUID(1, 2), "n", new UUID(3, 4), "answer", null, null, null));
    }

    @Test
    void messageKeptAsItsTextIsReturnedAsOneKeptWhole() {
        MessageEncoder encoder = new MessageEncoder();
        PeerConnection whole = new PeerConnection(
                new UUID(1, 2), "n\ud800", new UUID(3, 4), "answer", "d\u2028\"error\":null", null, null);
        EncodedMessage text = encoder.toEncoded(whole);
        PeerConnection kept = whole.keptAs(text);
        assertThat(kept.encoded()).isSameAs(text);
        assertThat(kept.keptAs(text)).isSameAs(kept);
        assertThat(kept.description()).isEqualTo(whole.description());
        assertThat(encoder.toEncoded(kept.withError("\"why\"")))
                .isEqualTo(encoder.toEncoded(whole.withError("\"why\"")));
    }
}
