package proxystore.relay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionDescriptionTest {
    @ParameterizedTest
    @ValueSource(ints = {BenchPlan.MIN_SIZE_BYTES, 161, 300, 2_500, 2_501, 200_000, BenchPlan.MAX_SIZE_BYTES})
    void hasTheExactLengthAndEndsWithALineEnd(int bytes) {
        String description = SessionDescription.of(bytes);

        assertThat(description).hasSize(bytes).startsWith("v=0\r\n").endsWith("\r\n");
        assertThat(description.split(SessionDescription.STAMP, -1)).hasSize(2);
        assertThat(description.replace("\r\n", "")).doesNotContain("\r", "\n");
    }

    @Test
    void describesADataChannel() {
        assertThat(SessionDescription.of(2_500))
                .contains("webrtc-datachannel\r\n", "a=ice-pwd:", "a=fingerprint:sha-256 ", "a=candidate:");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 255, 4_711, Integer.MAX_VALUE, 3_600_000_000L})
    void stampIsReadUnchanged(long number) {
        String stamp = SessionDescription.stamp(number);

        assertThat(stamp).hasSameSizeAs(SessionDescription.STAMP);
        assertThat(SessionDescription.number("s=" + stamp, 2)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00000000000000f", "00000000000000fg", "-000000000000001"})
    void textThatIsNoStampHasNoNumber(String text) {
        assertThat(SessionDescription.number(text, 0)).isEqualTo(-1);
    }
}
