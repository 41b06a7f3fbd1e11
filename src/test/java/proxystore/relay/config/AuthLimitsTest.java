package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.config.schema.InvalidSettingException;

class AuthLimitsTest {
    @Test
    void defaultsAreThoseOfTheDocumentation() {
        Duration minute = Duration.ofSeconds(60);
        assertThat(RelayConfig.defaults().auth().limits())
                .isEqualTo(new AuthLimits(
                        Duration.ofSeconds(8), 16, 1024, 1 << 20, 4096, minute, Duration.ofSeconds(5), 100, minute));
    }

    @ParameterizedTest
    @CsvSource({
        "auth.timeout, 0",
        "auth.timeout, 10",
        "auth.max_concurrent, 0",
        "auth.max_concurrent, 1025",
        "auth.max_waiting, -1",
        "auth.max_waiting, 1000001",
        "auth.max_answer_bytes, 1023",
        "auth.max_answer_bytes, 1073741825",
        "auth.cache_entries, -1",
        "auth.cache_entries, 1000001",
        "auth.cache_seconds, -1",
        "auth.cache_seconds, 86401",
        "auth.clock_skew, -1",
        "auth.clock_skew, 601",
    })
    void valuesOutOfRangeAreRefused(String key, String text) {
        assertThatThrownBy(() -> RelayConfig.of(Map.of(key, text)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(key + ": " + text + " is out of range");
    }

    @Test
    void valuesOfJavaCodeAreChecked() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new AuthLimits(Duration.ZERO, 1, 0, 1024, 0, second, second, 0, second))
                .hasMessageStartingWith("auth.timeout: ");
        assertThatThrownBy(() -> new AuthLimits(second, 0, 0, 1024, 0, second, second, 0, second))
                .hasMessageStartingWith("auth.max_concurrent: ");
        assertThatThrownBy(() -> new AuthLimits(second, 1, -1, 1024, 0, second, second, 0, second))
                .hasMessageStartingWith("auth.max_waiting: ");
        assertThatThrownBy(() -> new AuthLimits(second, 1, 0, 0, 0, second, second, 0, second))
                .hasMessageStartingWith("auth.max_answer_bytes: ");
        assertThatThrownBy(() -> new AuthLimits(second, 1, 0, 1024, -1, second, second, 0, second))
                .hasMessageStartingWith("auth.cache_entries: ");
        assertThatThrownBy(() -> new AuthLimits(second, 1, 0, 1024, 0, Duration.ofDays(2), second, 0, second))
                .hasMessageStartingWith("auth.cache_seconds: ");
        assertThatThrownBy(() -> new AuthLimits(second, 1, 0, 1024, 0, second, second, 0, Duration.ofHours(1)))
                .hasMessageStartingWith("auth.clock_skew: ");
    }
}
