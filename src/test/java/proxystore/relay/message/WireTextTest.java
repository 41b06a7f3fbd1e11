package proxystore.relay.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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

    @Test
    void aMembersValueIsReplacedWhereverItStands() {
        String text = "{ \"a\" : null,\"b\":true,\"c\": \"x\" ,\"d\":false,\"e\":\"\"}";
        assertThat(of(text).with("a", "y")).isEqualTo(of(text.replace("null", "\"y\"")));
        assertThat(of(text).with("c", "y")).isEqualTo(of(text.replace("\"x\"", "\"y\"")));
        assertThat(of(text).with("e", "y")).isEqualTo(of(text.replace("\"\"}", "\"y\"}")));
    }

    @Test
    void aNameIsNotReplacedForAValue() {
        assertThat(of("{\"a\":\"b\",\"b\":\"c\"}").with("b", "d")).isEqualTo(of("{\"a\":\"b\",\"b\":\"d\"}"));
        assertThat(of("{\"\\u0062\":\"b\",\"a\":\"b\"}").with("b", "d"))
                .isEqualTo(of("{\"\\u0062\":\"d\",\"a\":\"b\"}"));
    }

    @Test
    void whatIsNotReplacedStaysToTheLetter() {
        String text =
                "{\"a\":\"\u20ac\ud83d\ude00\\u20AC\\/\\ud800\" ,\t\"b\":\"\\u0000\u00e4\",\"c\":\"\u20ac\\n\"}\r\n";
        assertThat(of(text).with("b", "")).isEqualTo(of(text.replace("\\u0000\u00e4", "")));
        String before = "\u20ac".repeat(50_000);
        assertThat(of("{\"a\":\"" + before + "\",\"b\":null}").with("b", "y").member("a"))
                .isEqualTo(before);
    }

    @Test
    void whatIsPutInIsReadAsItWas() {
        String value = "\0\r\n\"\\/\u007f\u2028\u00e4\ud83d\ude00\ud800";
        assertThat(of("{\"a\":null}").with("a", value).member("a")).isEqualTo(value);
        WireText text = of("{\"a\":null}").with("a", value);
        assertThat(text.bytes()).isEqualTo(text.text().getBytes(StandardCharsets.UTF_8).length);
        assertThat(new String(text.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(text.text());
    }

    @Test
    void aMemberThatIsNotThereIsNotPutIn() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("{\"a\":\"b\"}").with("b", "c"))
                .withMessage("no member b");
    }

    private static WireText of(String text) {
        return new WireText(text, text.getBytes(StandardCharsets.UTF_8).length);
    }
}
