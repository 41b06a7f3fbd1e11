package proxystore.relay.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.websocket.DecodeException;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PeerConnectionTest {
    @Test
    void whatComesBackSaysWhyAndAllThatItSaidBefore() {
        PeerConnection sent = new PeerConnection(new UUID(1, 2), "n", new UUID(3, 4), "answer", "d", "old", null);
        assertThat(sent.withError("new"))
                .isEqualTo(new PeerConnection(new UUID(1, 2), "n", new UUID(3, 4), "answer", "d", "new", null));
    }

    @Test
    void whatComesBackIsNotTheTextThatWasReceived() throws DecodeException {
        Message received = new MessageDecoder().decode(GoldenMessage.PEER_CONNECTION.json());
        assertThat(((PeerConnection) received).wireText()).isNotNull();
        assertThat(((PeerConnection) received).withError("why").wireText()).isNull();
    }

    @Test
    void descriptionIsReadFromTheReceivedTextWhenItIsWanted() throws DecodeException {
        Message received = new MessageDecoder().decode(GoldenMessage.PEER_CONNECTION_ESCAPES.json());
        PeerConnection expected = (PeerConnection) GoldenMessage.PEER_CONNECTION_ESCAPES.message();
        assertThat(((PeerConnection) received).description()).isEqualTo(expected.description());
        assertThat(((PeerConnection) received).withError("\t")).isEqualTo(expected);
    }

    @Test
    void descriptionIsThereInOneWayOrTheOther() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PeerConnection(new UUID(1, 2), "n", new UUID(3, 4), "answer", null, null, null));
    }
}
