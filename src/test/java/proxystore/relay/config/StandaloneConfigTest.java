package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class StandaloneConfigTest {
    @Test
    void defaultsToOneSelectorPerCoreAndDirectFrames() {
        assertThat(RelayConfig.defaults().standalone()).isEqualTo(new StandaloneConfig(0, Frames.DIRECT));
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
        assertThatThrownBy(() -> new StandaloneConfig(1025, Frames.DIRECT))
                .hasMessage("standalone.selectors: 1025 is out of range (0 to 1024)");
    }
}
