package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Utf8CheckTest {
    private final Utf8Check check = new Utf8Check();

    /** As the JDK's decoder decides, on every first and second byte, each followed by two of a few others. */
    @Test
    void agreesWithTheJdkOnAllShortSequences() {
        int[] edges = {0x41, 0x80, 0xbf, 0xc2};
        byte[] bytes = new byte[4];
        for (int first = 0; first < 0x100; first++) {
            for (int second = 0; second < 0x100; second++) {
                for (int third : edges) {
                    for (int fourth : edges) {
                        bytes[0] = (byte) first;
                        bytes[1] = (byte) second;
                        bytes[2] = (byte) third;
                        bytes[3] = (byte) fourth;
                        check.clear();
                        boolean valid = check.accept(bytes, 0, 4) && check.isComplete();
                        if (valid != isUtf8(bytes)) {
                            assertThat(valid)
                                    .as(HexFormat.of().formatHex(bytes))
                                    .isEqualTo(isUtf8(bytes));
                        }
                    }
                }
            }
        }
    }

    @Test
    void aTextMayBeSplitAnywhere() {
        byte[] bytes = "x\u00e4\u20ac\ud83d\ude00\uffff\u0000".getBytes(StandardCharsets.UTF_8);
        for (int split = 0; split <= bytes.length; split++) {
            check.clear();
            assertThat(check.accept(bytes, 0, split)).isTrue();
            assertThat(check.isComplete()).isEqualTo(isUtf8(ByteBuffer.wrap(bytes, 0, split)));
            assertThat(check.accept(bytes, split, bytes.length - split)).isTrue();
            assertThat(check.isComplete()).isTrue();
        }
    }

    /** The first byte that no text could continue with is refused, before the rest arrives. */
    @ParameterizedTest
    @CsvSource({"c0, 1", "f5, 1", "80, 1", "e080, 2", "eda0, 2", "f08f, 2", "f490, 2", "e282c3, 3", "f0908041, 4"})
    void theFirstWrongByteIsDetected(String hex, int wrong) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(check.accept(bytes, 0, wrong - 1)).isTrue();
        assertThat(check.accept(bytes, wrong - 1, 1)).isFalse();
    }

    private static boolean isUtf8(byte[] bytes) {
        return isUtf8(ByteBuffer.wrap(bytes));
    }

    private static boolean isUtf8(ByteBuffer bytes) {
        CharBuffer characters = CharBuffer.allocate(bytes.remaining());
        return !StandardCharsets.UTF_8
                .newDecoder()
                .decode(bytes, characters, true)
                .isError();
    }
}
