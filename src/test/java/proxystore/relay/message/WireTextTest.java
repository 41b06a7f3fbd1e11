package proxystore.relay.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WireTextTest {
    private static String member(String json, String name) {
        return new WireText(json, json.getBytes(StandardCharsets.UTF_8).length).member(name);
    }

    @Test
    void memberIsReadWithItsEscapesResolved() {
        assertThat(member("{\"a\":\"x\",\"b\":\"\\u0000\\ud800é\u2028\\\"\",\"c\":null}", "b"))
                .isEqualTo("\0\ud800é\u2028\"");
    }

    @Test
    void lastOneCountsAsInPython() {
        assertThat(member("{\"a\":\"first\",\"b\":true,\"a\":\"second\"}", "a")).isEqualTo("second");
    }

    @Test
    void valueThatLooksLikeTheNameIsNotTheMember() {
        assertThat(member("{\"b\":\"a\",\"a\":\"value\"}", "a")).isEqualTo("value");
    }
}
