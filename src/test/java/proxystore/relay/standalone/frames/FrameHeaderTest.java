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
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.message.EncodedMessage;

class FrameHeaderTest {
    private final FrameHeader header = new FrameHeader();

    @ParameterizedTest
    @CsvSource({
        "8180 01020304, 0",
        "81fd 01020304, 125",
        "81fe 007e 01020304, 126",
        "81fe ffff 01020304, 65535",
        "81ff 0000000000010000 01020304, 65536",
        "81ff 7fffffffffffffff 01020304, 9223372036854775807",
        "8100, 0",
        "817d, 125",
        "817e 0001, 1",
        "817f 0000000000000002, 2",
    })
    void everyEncodingOfALengthIsReadFromPartsOfAnySize(String hex, long length) {
        byte[] bytes = hex(hex);
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                header.clear();
                assertThat(header.read(ByteBuffer.wrap(bytes, 0, first))).isEqualTo(first == bytes.length);
                assertThat(header.read(ByteBuffer.wrap(bytes, first, second - first)))
                        .isEqualTo(second == bytes.length);
                assertThat(header.read(ByteBuffer.wrap(bytes, second, bytes.length - second)))
                        .isTrue();
                assertThat(header.payloadLength()).isEqualTo(length);
                assertThat(header.toBuffer()).isEqualTo(ByteBuffer.wrap(bytes));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"81ff 8000000000000000 01020304", "81ff ffffffffffffffff 01020304"})
    void aLengthWithTheHighestBitIsLongerThanAnyLimit(String hex) {
        assertThat(header.read(ByteBuffer.wrap(hex(hex)))).isTrue();
        assertThat(header.payloadLength()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void bytesAfterTheHeaderStayInTheBuffer() {
        ByteBuffer data = ByteBuffer.wrap(hex("8182 01020304 aabb"));
        assertThat(header.read(data)).isTrue();
        assertThat(data.remaining()).isEqualTo(2);
        assertThat(header.read(data)).isTrue();
        assertThat(data.remaining()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        // first two bytes, final, masked, data, whole text
        "8180, true, true, true, true",
        "8100, true, false, true, false",
        "0180, false, true, true, false",
        "8080, true, true, true, false",
        "8280, true, true, true, false",
        "c180, true, true, true, false",
        "a180, true, true, true, false",
        "9180, true, true, true, false",
        "8380, true, true, true, false",
        "8780, true, true, true, false",
        "8880, true, true, false, false",
        "8980, true, true, false, false",
        "8a00, true, false, false, false",
        "8f80, true, true, false, false",
    })
    void kindsOfFramesAreDistinguished(String hex, boolean last, boolean masked, boolean data, boolean wholeText) {
        assertThat(header.read(ByteBuffer.wrap(hex(hex + "01020304")))).isTrue();
        assertThat(header.isFinal()).isEqualTo(last);
        assertThat(header.isMasked()).isEqualTo(masked);
        assertThat(header.isData()).isEqualTo(data);
        assertThat(header.isWholeText()).isEqualTo(wholeText);
        assertThat(header.opcode()).isEqualTo(hex(hex)[0] & 0x0f);
    }

    @Test
    void masksAsInTheExampleOfTheRfc() {
        // RFC 6455, section 5.7: a masked text frame of "Hello".
        header.read(ByteBuffer.wrap(hex("8185 37fa213d")));
        byte[] payload = hex("7f9f4d5158");
        assertThat(header.mask(payload, 0, payload.length)).isTrue();
        assertThat(new String(payload, StandardCharsets.US_ASCII)).isEqualTo("Hello");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 7, 8, 9, 15, 16, 17, 1001})
    void exactlyTheBytesOfThePayloadAreMasked(int length) {
        header.read(ByteBuffer.wrap(hex("8180 01a2c3f4")));
        int start = 3;
        byte[] array = new byte[start + length + 8];
        header.mask(array, start, length);
        byte[] key = hex("01a2c3f4");
        for (int i = 0; i < array.length; i++) {
            boolean masked = i >= start && i < start + length;
            assertThat(array[i]).as("byte %d", i).isEqualTo(masked ? key[(i - start) % 4] : 0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 7, 8, 9, 16, 23})
    void aByteThatIsNotAsciiIsDetectedAtEveryPosition(int length) {
        header.read(ByteBuffer.wrap(hex("8180 01a2c3f4")));
        byte[] array = new byte[length];
        header.mask(array, 0, length);
        assertThat(header.mask(array.clone(), 0, length)).isTrue();
        for (int i = 0; i < length; i++) {
            byte[] foreign = array.clone();
            foreign[i] ^= (byte) 0x80;
            assertThat(header.mask(foreign, 0, length)).as("byte %d", i).isFalse();
        }
    }

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
            assertThat(FrameHeader.textFrame(message)).isEqualTo(ByteBuffer.wrap(expected.toByteArray()));
        }
    }

    @ParameterizedTest
    @CsvSource({"8800, true", "880203e8, true", "8100, false", "8900, false", "'', false"})
    void aCloseFrameIsRecognisedByItsOpcode(String frame, boolean close) {
        assertThat(FrameHeader.isClose(ByteBuffer.wrap(hex(frame)))).isEqualTo(close);
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
