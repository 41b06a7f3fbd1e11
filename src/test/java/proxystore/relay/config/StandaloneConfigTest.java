package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StandaloneConfigTest {
    @Test
    void defaultsToOneSelectorPerCoreAndDirectFrames() {
        assertThat(RelayConfig.defaults().standalone()).isEqualTo(new StandaloneConfig(0, Frames.DIRECT, 8192));
    }

    @Test
    void framesCanBeLeftToTyrus() {
        assertThat(RelayConfig.of(Map.of("standalone.frames", "tyrus"))
                        .standalone()
                        .frames())
                .isEqualTo(Frames.TYRUS);
    }

    @Test
    void refusesMoreSelectorsThanMakeSense() {
        assertThatThrownBy(() -> new StandaloneConfig(1025, Frames.DIRECT, 1))
                .hasMessage("standalone.selectors: 1025 is out of range (0 to 1024)");
    }

    @Test
    void refusesALogWithoutRoom() {
        assertThatThrownBy(() -> new StandaloneConfig(1, Frames.DIRECT, 0))
                .hasMessage("standalone.max_log_entries: 0 is out of range (1 to 1000000)");
    }
}
