package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import proxystore.relay.config.schema.InvalidSettingException;

class LoggingConfigTest {
    @Test
    void defaultsAreThoseOfProxyStore() {
        assertThat(RelayConfig.defaults().logging())
                .isEqualTo(new LoggingConfig(
                        Optional.empty(),
                        LogLevel.INFO,
                        LogLevel.WARNING,
                        LogFormat.TEXT,
                        Optional.of(Duration.ofSeconds(60)),
                        OptionalInt.of(32),
                        100L << 20,
                        20,
                        6000,
                        10,
                        16_384));
    }

    @Test
    void zeroDisablesTheClientList() {
        LoggingConfig logging = RelayConfig.of(
                        Map.of("logging.current_client_interval", "0", "logging.current_client_limit", "0"))
                .logging();
        assertThat(logging.currentClientInterval()).isEmpty();
        assertThat(logging.currentClientLimit()).isEmpty();
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new LoggingConfig(
                        Optional.empty(),
                        LogLevel.INFO,
                        LogLevel.INFO,
                        LogFormat.TEXT,
                        Optional.of(Duration.ofDays(2)),
                        OptionalInt.empty(),
                        1024,
                        1,
                        0,
                        10,
                        0))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("logging.current_client_interval: 172800 is out of range (0 to 86400)");
        assertThatThrownBy(() -> new LoggingConfig(
                        Optional.empty(),
                        LogLevel.INFO,
                        LogLevel.INFO,
                        LogFormat.TEXT,
                        Optional.empty(),
                        OptionalInt.of(-1),
                        1024,
                        1,
                        0,
                        10,
                        0))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("logging.current_client_limit: -1 is out of range (0 to 1000000)");
        assertThatThrownBy(() -> new LoggingConfig(
                        Optional.empty(),
                        LogLevel.INFO,
                        LogLevel.INFO,
                        LogFormat.TEXT,
                        Optional.empty(),
                        OptionalInt.empty(),
                        1024,
                        1,
                        0,
                        0,
                        0))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("logging.max_warnings: 0 is out of range (1 to 1000000)");
    }
}
