package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import proxystore.relay.config.schema.InvalidSettingException;

class InboxConfigTest {
    @Test
    void defaultsAreThoseOfTheDocumentation() {
        assertThat(RelayConfig.defaults().inbox()).isEqualTo(new InboxConfig(64, 1024 * 1024));
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new InboxConfig(0, 1024))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("inbox.max_messages: 0 is out of range (1 to 10000)");
        assertThatThrownBy(() -> new InboxConfig(1, 1023))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("inbox.max_bytes: 1023 is out of range (1024 to 1099511627776)");
    }
}
