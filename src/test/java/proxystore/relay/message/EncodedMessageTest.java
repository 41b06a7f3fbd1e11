package proxystore.relay.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncodedMessageTest {
    @Test
    void memberIsFoundAtAnyPlace() {
        String text = "{\"a\":null,\"b\":true,\"c\":\"x\",\"d\":false,\"e\":\"y\"}";
        assertThat(of(text).member("c")).isEqualTo("x");
        assertThat(of(text).member("e")).isEqualTo("y");
    }

    @Test
    void valueIsNotMistakenForAName() {
        assertThat(of("{\"a\":\"b\",\"b\":\"c\"}").member("b")).isEqualTo("c");
        assertThat(of("{\"b\":\"b\",\"a\":\"b\"}").member("b")).isEqualTo("b");
    }

    @Test
    void lastValueOfARepeatedMemberCounts() {
        assertThat(of("{\"a\":\"first\",\"b\":\"x\",\"a\":\"second\"}").member("a"))
                .isEqualTo("second");
    }

    @Test
    void escapesAreDecoded() {
        assertThat(of("{\"\\u0061\":\"\\u0000\\r\\n\\u2028\\ud83d\\ude00\\ud800\"}")
                        .member("a"))
                .isEqualTo("\0\r\n\u2028\ud83d\ude00\ud800");
    }

    @Test
    void longMemberOutsideAsciiIsReadCompletely() {
        String value = "\u20ac\ud83d\ude00x".repeat(50_000);
        assertThat(of("{\"before\":\"\u00e4\",\"a\":\"" + value + "\"}").member("a"))
                .isEqualTo(value);
    }

    @Test
    void valueIsReplacedAtAnyPlace() {
        String text = "{ \"a\" : null,\"b\":true,\"c\": \"x\" ,\"d\":false,\"e\":\"\"}";
        assertThat(of(text).with("a", "y")).isEqualTo(of(text.replace("null", "\"y\"")));
        assertThat(of(text).with("c", "y")).isEqualTo(of(text.replace("\"x\"", "\"y\"")));
        assertThat(of(text).with("e", "y")).isEqualTo(of(text.replace("\"\"}", "\"y\"}")));
    }

    @Test
    void valueThatEqualsTheNameIsNotReplaced() {
        assertThat(of("{\"a\":\"b\",\"b\":\"c\"}").with("b", "d")).isEqualTo(of("{\"a\":\"b\",\"b\":\"d\"}"));
        assertThat(of("{\"\\u0062\":\"b\",\"a\":\"b\"}").with("b", "d"))
                .isEqualTo(of("{\"\\u0062\":\"d\",\"a\":\"b\"}"));
    }

    @Test
    void restOfTheTextIsUnchanged() {
        String text =
                "{\"a\":\"\u20ac\ud83d\ude00\\u20AC\\/\\ud800\" ,\t\"b\":\"\\u0000\u00e4\",\"c\":\"\u20ac\\n\"}\r\n";
        assertThat(of(text).with("b", "")).isEqualTo(of(text.replace("\\u0000\u00e4", "")));
        String before = "\u20ac".repeat(50_000);
        assertThat(of("{\"a\":\"" + before + "\",\"b\":null}").with("b", "y").member("a"))
                .isEqualTo(before);
    }

    @Test
    void replacementIsReadUnchanged() {
        String value = "\0\r\n\"\\/\u007f\u2028\u00e4\ud83d\ude00\ud800";
        assertThat(of("{\"a\":null}").with("a", value).member("a")).isEqualTo(value);
        EncodedMessage text = of("{\"a\":null}").with("a", value);
        assertThat(text.bytes()).isEqualTo(text.text().getBytes(StandardCharsets.UTF_8).length);
        assertThat(new String(text.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(text.text());
    }

    @Test
    void missingMemberIsNotAdded() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("{\"a\":\"b\"}").with("b", "c"))
                .withMessage("no member b");
    }

    @Test
    void receivedTextHasHeaderRoomWithoutACopy() {
        byte[] array = (" ".repeat(EncodedMessage.HEADER_BYTES) + "t\u00e9xt").getBytes(StandardCharsets.UTF_8);
        EncodedMessage text = EncodedMessage.received(array, 5);
        assertThat(text.text()).isEqualTo("t\u00e9xt");
        ByteBuffer frame = text.withHeaderRoom(4).put(0, (byte) 'h');
        assertThat(frame.remaining()).isEqualTo(4 + 5);
        assertThat(array[EncodedMessage.HEADER_BYTES - 4]).isEqualTo((byte) 'h');
        assertThat(text).isEqualTo(EncodedMessage.of("t\u00e9xt")).hasSameHashCodeAs(EncodedMessage.of("t\u00e9xt"));
        assertThat(text).isNotEqualTo(EncodedMessage.of("text")).isNotEqualTo("t\u00e9xt");
    }

    @Test
    void textWithoutHeaderRoomIsCopied() {
        ByteBuffer frame = EncodedMessage.of("t\u00e9xt")
                .withHeaderRoom(EncodedMessage.HEADER_BYTES)
                .position(EncodedMessage.HEADER_BYTES);
        assertThat(StandardCharsets.UTF_8.decode(frame).toString()).isEqualTo("t\u00e9xt");
    }

    @Test
    void returnedTextHasHeaderRoomWithoutAnotherCopy() {
        EncodedMessage text = of("{\"a\":null}").with("a", "b");
        byte[] array = text.withHeaderRoom(EncodedMessage.HEADER_BYTES).array();
        assertThat(text.withHeaderRoom(1).array()).isSameAs(array);
    }

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
    void lengthIsThatOfTheEncodedText(String text) {
        assertThat(EncodedMessage.utf8Length(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
        assertThat(EncodedMessage.of(text).bytes()).isEqualTo(EncodedMessage.utf8Length(text));
    }

    @Test
    void everyCodePointHasTheLengthOfItsEncoding() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint += codePoint < 0x3000 ? 1 : 0x101) {
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                lengthIsThatOfTheEncodedText(Character.toString(codePoint));
            }
        }
    }

    @Test
    void halvesOfASurrogatePairAddUpToItsLength() {
        assertThat(EncodedMessage.utf8Length("\ud83d") + EncodedMessage.utf8Length("\ude00"))
                .isEqualTo(4);
    }

    /** A text as it is received: behind header room, which is not part of it. */
    private static EncodedMessage of(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] array = new byte[EncodedMessage.HEADER_BYTES + utf8.length];
        Arrays.fill(array, (byte) '{');
        System.arraycopy(utf8, 0, array, EncodedMessage.HEADER_BYTES, utf8.length);
        return EncodedMessage.received(array, utf8.length);
    }
}
