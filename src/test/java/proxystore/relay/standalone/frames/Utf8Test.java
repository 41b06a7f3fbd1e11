package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Utf8Test {
    @Test
    void onlyTheGivenRangeIsChecked() {
        byte[] bytes = "x€y".getBytes(StandardCharsets.UTF_8);
        assertThat(Utf8.isValid(bytes, 0, bytes.length)).isTrue();
        assertThat(Utf8.isValid(bytes, 1, 3)).isTrue();
        assertThat(Utf8.isValid(bytes, 1, 2)).isFalse();
        assertThat(Utf8.isValid(bytes, 2, 2)).isFalse();
        assertThat(Utf8.isValid(bytes, 2, 0)).isTrue();
    }
}
