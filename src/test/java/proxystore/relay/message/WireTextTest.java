package proxystore.relay.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WireTextTest {
    @Test
    void aMemberIsFoundWhereverItStands() {
        String text = "{\"a\":null,\"b\":true,\"c\":\"x\",\"d\":false,\"e\":\"y\"}";
        assertThat(of(text).member("c")).isEqualTo("x");
        assertThat(of(text).member("e")).isEqualTo("y");
    }

    @Test
    void aNameIsNotMistakenForAValue() {
        assertThat(of("{\"a\":\"b\",\"b\":\"c\"}").member("b")).isEqualTo("c");
        assertThat(of("{\"b\":\"b\",\"a\":\"b\"}").member("b")).isEqualTo("b");
    }

    @Test
    void theLastOfARepeatedMemberCounts() {
        assertThat(of("{\"a\":\"first\",\"b\":\"x\",\"a\":\"second\"}").member("a"))
                .isEqualTo("second");
    }

    @Test
    void escapesAreUndone() {
        assertThat(of("{\"\\u0061\":\"\\u0000\\r\\n\\u2028\\ud83d\\ude00\\ud800\"}")
                        .member("a"))
                .isEqualTo("\0\r\n\u2028\ud83d\ude00\ud800");
    }

    @Test
    void longMembersOutsideAsciiAreReadWhole() {
        String value = "\u20ac\ud83d\ude00x".repeat(50_000);
        assertThat(of("{\"before\":\"\u00e4\",\"a\":\"" + value + "\"}").member("a"))
                .isEqualTo(value);
    }

    private static WireText of(String text) {
        return new WireText(text, text.getBytes(StandardCharsets.UTF_8).length);
    }
}
