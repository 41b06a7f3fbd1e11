package proxystore.relay.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTextTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "endpoint", "my endpoint (2): ~!\"#", "Süd €", "端点"})
    void plainTextIsUnchanged(String text) {
        assertThat(LogText.of(text)).isEqualTo(text);
    }

    /** Code points: a forged line needs one of these. */
    @ParameterizedTest
    @CsvSource({
        "0000", "0009", "000a", "000b", "000c", "000d", "001b", "007f", "0085", "009b", "00ad", "200b", "200e", "2028",
        "2029", "202e", "2066", "feff", "e000", "ffff", "d800", "dfff", "005c"
    })
    void characterThatCouldForgeALineIsEscaped(String hex) {
        char c = (char) Integer.parseInt(hex, 16);
        assertThat(LogText.of("a" + c + "b")).isEqualTo("a\\u" + hex + "b");
    }

    @Test
    void escapesCannotBeForged() {
        assertThat(LogText.of("\\u000a")).isEqualTo("\\u005cu000a");
    }

    @Test
    void longTextIsCutWithAnEllipsis() {
        String longest = "x".repeat(LogText.MAX_LENGTH);
        assertThat(LogText.of(longest)).isEqualTo(longest);
        assertThat(LogText.of(longest + "y")).isEqualTo(longest + "…");
        assertThat(LogText.of("\n" + longest)).isEqualTo("\\u000a" + longest.substring(1) + "…");
    }

    @Test
    void lengthLimitCountsCharactersBeforeEscaping() {
        assertThat(LogText.of("\n".repeat(1_000_000))).isEqualTo("\\u000a".repeat(LogText.MAX_LENGTH) + "…");
    }

    @Test
    void lineKeepsBackslashesAndHasNoControlCharacters() {
        assertThat(LogText.line(" C:\\relay.toml:\n 1\t: \u001b[2J \u202e \u2028\udb40\udc01"))
                .isEqualTo("C:\\relay.toml: 1 : \\u001b[2J \\u202e \\u2028\\ue0001");
    }

    @Test
    void longLineIsCutWithAnEllipsis() {
        String longest = "x".repeat(LogText.MAX_LINE_LENGTH);
        assertThat(LogText.line(longest)).isEqualTo(longest);
        assertThat(LogText.line(longest + "y")).isEqualTo(longest + "…");
    }
}
