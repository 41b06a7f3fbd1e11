package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.EncodedMessage;

class ServerFramesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 8100",
        "125, 817d",
        "126, 817e007e",
        "65535, 817effff",
        "65536, 817f0000000000010000",
    })
    void framesAreWrittenWithTheShortestLength(int length, String start) {
        String text = "x".repeat(length);
        byte[] received = ("x".repeat(EncodedMessage.HEADER_BYTES) + text).getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        expected.writeBytes(hex(start));
        expected.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        for (EncodedMessage message : List.of(EncodedMessage.of(text), EncodedMessage.received(received, length))) {
            assertThat(ServerFrames.text(message)).isEqualTo(ByteBuffer.wrap(expected.toByteArray()));
        }
    }

    @Test
    void controlFramesHaveTheirPayload() {
        assertThat(ServerFrames.ping()).isEqualTo(ByteBuffer.wrap(hex("8900")));
        assertThat(ServerFrames.control(FrameHeader.PONG, hex("00006162"))).isEqualTo(ByteBuffer.wrap(hex("8a026162")));
        assertThat(ServerFrames.close(new CloseStatus(1002, "no"))).isEqualTo(ByteBuffer.wrap(hex("880403ea6e6f")));
        assertThat(ServerFrames.close(new CloseStatus(4000, "\u20ac".repeat(100)))
                        .remaining())
                .isEqualTo(ServerFrames.CONTROL_HEADER_BYTES + FrameHeader.MAX_CONTROL_BYTES);
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
