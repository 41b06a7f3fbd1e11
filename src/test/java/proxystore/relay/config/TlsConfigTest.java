package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TlsConfigTest {
    @Test
    void defaultsToAnyImplementationAndAnIntervalOfTenSeconds() {
        assertThat(RelayConfig.defaults().standalone().tls())
                .isEqualTo(new TlsConfig(TlsProvider.AUTO, Duration.ofSeconds(10)));
    }

    @Test
    void theImplementationIsChosenByName() {
        assertThat(RelayConfig.of(Map.of("standalone.tls_provider", "native"))
                        .standalone()
                        .tls()
                        .provider())
                .isEqualTo(TlsProvider.NATIVE);
    }

    @Test
    void anIntervalOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new TlsConfig(TlsProvider.JDK, Duration.ZERO))
                .hasMessage("standalone.certificate_check_interval: 0 is out of range (0.01 to 86400)");
        assertThatThrownBy(() -> new TlsConfig(TlsProvider.JDK, Duration.ofSeconds(86_401)))
                .hasMessage("standalone.certificate_check_interval: 86401 is out of range (0.01 to 86400)");
    }
}
