package proxystore.relay.config.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationTypeTest {
    private final SettingType<Duration> type = SettingTypes.seconds(0.01, 3600);

    @ParameterizedTest
    @CsvSource({"20, PT20S, 20", "0.5, PT0.5S, 0.5", "0.010, PT0.01S, 0.01", "3.6e3, PT1H, 3600", "90.0, PT1M30S, 90"})
    void secondsMayHaveFractions(String text, Duration duration, String written) {
        assertThat(type.read(type.parse(text))).isEqualTo(duration);
        assertThat(type.require(duration)).isEqualTo(duration);
        assertThat(type.write(duration)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "-1, -1", "3600.5, 3600.5", "99999999999, 99999999999", "1e999, Infinity"})
    void timeOutOfRangeIsRefused(String text, String shown) {
        assertThatThrownBy(() -> type.read(type.parse(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(shown + " is out of range (0.01 to 3600)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "20s", "NaN", "20d", "PT20S"})
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> type.read(type.parse(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + text + "\" is not a number of seconds (0.01 to 3600)");
    }

    @Test
    void durationOfJavaCodeIsChecked() {
        assertThatThrownBy(() -> type.require(Duration.ofMillis(9)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("0.009 is out of range (0.01 to 3600)");
        assertThatThrownBy(() -> type.require(Duration.ofSeconds(3600, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("3600.000000001 is out of range (0.01 to 3600)");
    }
}
