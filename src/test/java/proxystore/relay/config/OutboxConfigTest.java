package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import proxystore.relay.config.schema.InvalidSettingException;

class OutboxConfigTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void defaultsAreThoseOfTheDocumentation() {
        assertThat(RelayConfig.defaults().outbox())
                .isEqualTo(new OutboxConfig(65_536, 16 << 20, 64 << 20, 0, Duration.ofSeconds(20)));
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new OutboxConfig(0, 1024, 1024, 0, SECOND))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("outbox.max_messages: 0 is out of range (1 to 1000000)");
        assertThatThrownBy(() -> new OutboxConfig(1_000_001, 1024, 1024, 0, SECOND))
                .isInstanceOf(InvalidSettingException.class);
        assertThatThrownBy(() -> new OutboxConfig(1, 1023, 1024, 0, SECOND))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("outbox.max_bytes: 1023 is out of range (1024 to 1099511627776)");
        assertThatThrownBy(() -> new OutboxConfig(1, 1024, 1023, 0, SECOND))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("outbox.max_returned_bytes: 1023 is out of range (1024 to 1099511627776)");
        assertThatThrownBy(() -> new OutboxConfig(1, 1024, 1024, -1, SECOND))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("outbox.max_total_bytes: -1 is out of range (0 to 1099511627776)");
        assertThatThrownBy(() -> new OutboxConfig(1, 1024, 1024, 0, Duration.ZERO))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("outbox.send_timeout: 0 is out of range (0.01 to 3600)");
    }
}
