package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import proxystore.relay.config.schema.InvalidSettingException;

class TakeoverConfigTest {
    @Test
    void atLeastOneTakeoverIsAllowed() {
        assertThat(RelayConfig.defaults().takeover()).isEqualTo(new TakeoverConfig(60, 10_000));
        assertThat(new TakeoverConfig(1, 1).maxPerMinute()).isEqualTo(1);
        assertThatThrownBy(() -> new TakeoverConfig(0, 1))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("takeover.max_per_minute: 0 is out of range (1 to 1000000)");
    }

    @Test
    void atLeastOneUuidIsCounted() {
        assertThatThrownBy(() -> new TakeoverConfig(1, 0))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("takeover.max_uuids: 0 is out of range (1 to 1000000)");
    }
}
