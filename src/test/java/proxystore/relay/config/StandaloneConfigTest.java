package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandaloneConfigTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final TlsConfig TLS = new TlsConfig(TlsProvider.AUTO, Duration.ofSeconds(10));

    @Test
    void defaultsToOneSelectorPerCoreAndDirectFrames() {
        assertThat(RelayConfig.defaults().standalone())
                .isEqualTo(new StandaloneConfig(
                        0, FramePath.DIRECT, ListeningSocket.OWN, TLS, 131_072, 8192, Duration.ofSeconds(2)));
    }

    @Test
    void framePathMayBeTyrus() {
        assertThat(RelayConfig.of(Map.of("standalone.frames", "tyrus"))
                        .standalone()
                        .frames())
                .isEqualTo(FramePath.TYRUS);
    }

    @Test
    void listeningSocketMayBeSharedOrInherited() {
        assertThat(RelayConfig.of(Map.of("standalone.socket", "reuse_port"))
                        .standalone()
                        .socket())
                .isEqualTo(ListeningSocket.REUSE_PORT);
        assertThat(RelayConfig.of(Map.of("standalone.socket", "inherited"))
                        .standalone()
                        .socket())
                .isEqualTo(ListeningSocket.INHERITED);
    }

    @Test
    void tooManySelectorsAreRefused() {
        assertThatThrownBy(() -> new StandaloneConfig(1025, FramePath.DIRECT, ListeningSocket.OWN, TLS, 0, 1, SECOND))
                .hasMessage("standalone.selectors: 1025 is out of range (0 to 1024)");
    }

    @Test
    void logWithoutEntriesIsRefused() {
        assertThatThrownBy(() -> new StandaloneConfig(1, FramePath.DIRECT, ListeningSocket.OWN, TLS, 0, 0, SECOND))
                .hasMessage("standalone.max_log_entries: 0 is out of range (1 to 1000000)");
    }

    @Test
    void negativeSendBufferIsRefused() {
        assertThatThrownBy(() -> new StandaloneConfig(1, FramePath.DIRECT, ListeningSocket.OWN, TLS, -1, 1, SECOND))
                .hasMessage("standalone.send_buffer_bytes: -1 is out of range (0 to 1073741824)");
    }

    @Test
    void logTimeoutOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new StandaloneConfig(
                        1, FramePath.DIRECT, ListeningSocket.OWN, TLS, 0, 1, Duration.ofSeconds(301)))
                .hasMessage("standalone.log_timeout: 301 is out of range (0.01 to 300)");
        assertThatThrownBy(
                        () -> new StandaloneConfig(1, FramePath.DIRECT, ListeningSocket.OWN, TLS, 0, 1, Duration.ZERO))
                .hasMessage("standalone.log_timeout: 0 is out of range (0.01 to 300)");
    }
}
