package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import proxystore.relay.config.schema.InvalidSettingException;

class HeartbeatConfigTest {
    @Test
    void defaultsAreThoseOfPythonsWebsockets() {
        assertThat(RelayConfig.defaults().heartbeat())
                .isEqualTo(new HeartbeatConfig(Duration.ofSeconds(20), Duration.ofSeconds(20)));
    }

    @Test
    void valuesOutOfRangeAreRefused() {
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new HeartbeatConfig(Duration.ZERO, second))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("heartbeat.ping_interval: 0 is out of range");
        assertThatThrownBy(() -> new HeartbeatConfig(second, Duration.ofHours(2)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("heartbeat.pong_timeout: 7200 is out of range");
    }
}
