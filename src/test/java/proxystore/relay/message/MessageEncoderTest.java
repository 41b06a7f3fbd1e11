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
    private final MessageEncoder encoder = new MessageEncoder();

    private static PeerConnection peerConnection(String description) {
        return new PeerConnection(new UUID(1, 2), "name", new UUID(3, 4), "offer", description, null, null);
    }

    @ParameterizedTest
    @EnumSource
    void writesEveryKeyAndNoMore(GoldenMessage golden) {
        assertThat(encoder.encode(golden.message())).isEqualTo(golden.json());
    }

    @Test
    void receivedTextIsPassedOnAsItIs() throws DecodeException {
        String received = GoldenMessage.PEER_CONNECTION.json().replace(":", " :  ");
        assertThat(encoder.encode(new MessageDecoder().decode(received))).isEqualTo(received);
    }

    @Test
    void whatComesBackIsAsItCameButForTheError() throws DecodeException {
        String json = GoldenMessage.PEER_CONNECTION.json().replace(",", " ,  ");
        PeerConnection received = (PeerConnection) new MessageDecoder().decode(json);
        assertThat(encoder.encode(received.withError("why"))).isEqualTo(json.replace("null", "\"why\""));
    }

    @ParameterizedTest
    @EnumSource(names = "PEER_CONNECTION.*", mode = EnumSource.Mode.MATCH_ALL)
    void whatComesBackIsAlikeWhetherItIsWrittenAnewOrNot(GoldenMessage golden) throws DecodeException {
        PeerConnection received = (PeerConnection) new MessageDecoder().decode(golden.json());
        PeerConnection message = (PeerConnection) golden.message();
        assertThat(received.wireText()).isNotNull();
        assertThat(encoder.encode(received.withError("why"))).isEqualTo(encoder.encode(message.withError("why")));
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
        String json = encoder.encode(new PeerConnection(new UUID(1, 2), text, new UUID(3, 4), text, text, text, null));
        PeerConnection read = (PeerConnection) new MessageDecoder().decode(throughUtf8(json));
        assertThat(read.sourceName()).isEqualTo(text);
        assertThat(read.descriptionType()).isEqualTo(text);
        assertThat(read.description()).isEqualTo(text);
        assertThat(read.error()).isEqualTo(text);
        assertThat(encoder.encode(read)).isEqualTo(json);
        String returned = encoder.encode(read.withError("").withError(text));
        PeerConnection readAgain = (PeerConnection) new MessageDecoder().decode(throughUtf8(returned));
        assertThat(readAgain.withError("")).isEqualTo(read.withError(""));
        assertThat(readAgain.error()).isEqualTo(text);
    }

    /** Fails on what UTF-8 cannot say, as a strict peer's WebSocket would. */
    private static String throughUtf8(String text) throws CharacterCodingException {
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text)))
                .toString();
    }

    @Test
    void loneSurrogatesLeaveAsEscapes() {
        assertThat(encoder.encode(peerConnection("\ud83d\ude00 \ud800 \udc00")))
                .contains("\"\ud83d\ude00 \\ud800 \\udc00\"");
    }

    @Test
    void loneSurrogateEscapeOfAClientComesBackToIt() throws DecodeException {
        String received = encoder.encode(peerConnection("\ud800"));
        PeerConnection message = (PeerConnection) new MessageDecoder().decode(received);
        assertThat(encoder.encode(message)).isEqualTo(received);
        assertThat(encoder.encode(message.withError("why"))).isEqualTo(received.replace("null", "\"why\""));
    }

    @Test
    void longDescriptionsAreWrittenWhole() throws DecodeException {
        String description = "a=candidate\r\n".repeat(20_000);
        PeerConnection read = (PeerConnection) new MessageDecoder().decode(encoder.encode(peerConnection(description)));
        assertThat(read.description()).isEqualTo(description);
    }

    @Test
    void oneEncoderServesEveryThread() {
        assertThat(IntStream.range(0, 2_000)
                        .parallel()
                        .filter(i -> encoder.encode(peerConnection("d" + i)).contains("\"d" + i + "\"")))
                .hasSize(2_000);
    }
}
