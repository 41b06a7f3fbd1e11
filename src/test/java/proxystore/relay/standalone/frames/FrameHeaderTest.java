package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
        // header without key, within a message, violation
        "8180, false, ",
        "0180, false, ",
        "8080, true, ",
        "0080, true, ",
        "81fe007e, false, ",
        "81ff0000000000010000, false, ",
        "8880, true, ",
        "89fd, true, ",
        "8a80, false, ",
        "8280, false, ",
        "c180, false, reserved bit",
        "a180, false, reserved bit",
        "9980, false, reserved bit",
        "8100, false, not masked",
        "8a00, false, not masked",
        "8080, false, follows no message",
        "0080, false, follows no message",
        "8180, true, within another",
        "0280, true, within another",
        "8380, false, Opcode 3",
        "0780, true, Opcode 7",
        "8b80, false, Opcode 11",
        "8f80, false, Opcode 15",
        "0880, false, fragmented",
        "0980, true, fragmented",
        "88fe007e, false, longer than 125",
        "8aff0000000000010000, false, longer than 125",
        "81fe007d, false, length of a frame",
        "81ff000000000000ffff, false, length of a frame",
        "81ff8000000000000000, false, length of a frame",
    })
    void aHeaderThatBreaksARuleIsNamed(String hex, boolean inMessage, @Nullable String violation) {
        boolean masked = (hex(hex)[1] & 0x80) != 0;
        assertThat(header.read(ByteBuffer.wrap(hex(hex + (masked ? "01020304" : "")))))
                .isTrue();
        String found = header.violation(inMessage);
        if (violation == null) {
            assertThat(found).isNull();
        } else {
            assertThat(found).contains(violation);
        }
    }

    @Test
    void masksAsInTheExampleOfTheRfc() {
        // RFC 6455, section 5.7: a masked text frame of "Hello".
        header.read(ByteBuffer.wrap(hex("8185 37fa213d")));
        byte[] payload = hex("7f9f4d5158");
        assertThat(header.unmask(payload, 0, payload.length, 0)).isTrue();
        assertThat(new String(payload, StandardCharsets.US_ASCII)).isEqualTo("Hello");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 7, 8, 9, 15, 16, 17, 1001})
    void exactlyTheBytesOfThePayloadAreMasked(int length) {
        header.read(ByteBuffer.wrap(hex("8180 01a2c3f4")));
        int start = 3;
        byte[] array = new byte[start + length + 8];
        header.unmask(array, start, length, 0);
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
        header.unmask(array, 0, length, 0);
        assertThat(header.unmask(array.clone(), 0, length, 0)).isTrue();
        for (int i = 0; i < length; i++) {
            byte[] foreign = array.clone();
            foreign[i] ^= (byte) 0x80;
            assertThat(header.unmask(foreign, 0, length, 0)).as("byte %d", i).isFalse();
        }
    }

    @Test
    void aPayloadThatArrivesInPartsIsUnmaskedAsOne() {
        header.read(ByteBuffer.wrap(hex("8180 01a2c3f4")));
        byte[] whole = new byte[40];
        header.unmask(whole, 0, whole.length, 0);
        for (int split = 0; split <= whole.length; split++) {
            byte[] parts = new byte[whole.length];
            header.unmask(parts, 0, split, 0);
            header.unmask(parts, split, parts.length - split, split);
            assertThat(parts).as("split at %d", split).isEqualTo(whole);
        }
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
