package proxystore.relay.message;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.DecodeException;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageEncoderTest {
    private static PeerConnection peerConnection(String description) {
        return new PeerConnection(new UUID(1, 2), "name", new UUID(3, 4), "offer", description, null, null);
    }

    @ParameterizedTest
    @EnumSource
    void writesEveryKeyAndNoMore(GoldenMessage golden) {
        assertThat(BothWays.encode(golden.message())).isEqualTo(golden.json());
    }

    @Test
    void receivedTextIsPassedOnUnchanged() throws DecodeException {
        String received = GoldenMessage.PEER_CONNECTION.json().replace(":", " :  ");
        assertThat(BothWays.encode(BothWays.decode(received))).isEqualTo(received);
    }

    @Test
    void returnedMessageKeepsItsTextButForTheError() throws DecodeException {
        String json = GoldenMessage.PEER_CONNECTION.json().replace(",", " ,  ");
        PeerConnection received = (PeerConnection) BothWays.decode(json);
        assertThat(BothWays.encode(received.withError("why"))).isEqualTo(json.replace("null", "\"why\""));
    }

    @ParameterizedTest
    @EnumSource(names = "PEER_CONNECTION.*", mode = EnumSource.Mode.MATCH_ALL)
    void returnedMessageIsTheSameWhetherItWasReceivedOrIsEncodedAnew(GoldenMessage golden) throws DecodeException {
        PeerConnection received = (PeerConnection) BothWays.decode(golden.json());
        PeerConnection message = (PeerConnection) golden.message();
        assertThat(received.encoded()).isNotNull();
        assertThat(BothWays.encode(received.withError("why"))).isEqualTo(BothWays.encode(message.withError("why")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\0",
                "a\0b",
                "\u2028\u2029",
                "\ud83d\ude00\udbff\udfff",
                "\"\\/\b\f\n\r\t\u001f\u007f\u0085\ufeff\uffff",
                "\\u0041 \\\\ \\\"",
                "\ud800",
                "\udc00",
                "\ud800\ud800\udc00",
                "\udc00\ud800",
                "\ud83d\ude00\ud83d",
                "a\udfffb\ud800"
            })
    void everyTextSurvivesEncodingUtf8AndDecoding(String text) throws Exception {
        String json = BothWays.encode(new PeerConnection(new UUID(1, 2), text, new UUID(3, 4), text, text, text, null));
        PeerConnection read = (PeerConnection) BothWays.decode(throughUtf8(json));
        assertThat(read.sourceName()).isEqualTo(text);
        assertThat(read.descriptionType()).isEqualTo(text);
        assertThat(read.description()).isEqualTo(text);
        assertThat(read.error()).isEqualTo(text);
        assertThat(BothWays.encode(read)).isEqualTo(json);
        String returned = BothWays.encode(read.withError("").withError(text));
        PeerConnection readAgain = (PeerConnection) BothWays.decode(throughUtf8(returned));
        assertThat(readAgain.withError("")).isEqualTo(read.withError(""));
        assertThat(readAgain.error()).isEqualTo(text);
    }

    /** Fails on what UTF-8 cannot represent, as a strict peer's WebSocket would. */
    private static String throughUtf8(String text) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text)))
                .toString();
    }

    @Test
    void loneSurrogateIsWrittenAsAnEscape() {
        assertThat(BothWays.encode(peerConnection("\ud83d\ude00 \ud800 \udc00")))
                .contains("\"\ud83d\ude00 \\ud800 \\udc00\"");
    }

    @Test
    void loneSurrogateEscapeOfAClientIsReturnedUnchanged() throws DecodeException {
        String received = BothWays.encode(peerConnection("\ud800"));
        PeerConnection message = (PeerConnection) BothWays.decode(received);
        assertThat(BothWays.encode(message)).isEqualTo(received);
        assertThat(BothWays.encode(message.withError("why"))).isEqualTo(received.replace("null", "\"why\""));
    }

    @Test
    void longDescriptionIsWrittenCompletely() throws DecodeException {
        String description = "a=candidate\r\n".repeat(20_000);
        PeerConnection read = (PeerConnection) BothWays.decode(BothWays.encode(peerConnection(description)));
        assertThat(read.description()).isEqualTo(description);
    }

    @Test
    void oneEncoderServesEveryThread() {
        assertThat(IntStream.range(0, 2_000)
                        .parallel()
                        .filter(i -> BothWays.encode(peerConnection("d" + i)).contains("\"d" + i + "\"")))
                .hasSize(2_000);
    }
}
