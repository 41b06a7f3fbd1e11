package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.config.schema.InvalidSettingException;

class RelayConfigTest {
    @Test
    void defaultsAreThoseOfTheDocumentation() {
        RelayConfig config = RelayConfig.defaults();
        assertThat(config.listen()).isEqualTo(new ListenConfig("0.0.0.0", 8765, Optional.empty(), Optional.empty()));
        assertThat(config.protocol()).isEqualTo(AcceptedGenerations.AUTO);
        assertThat(config.source()).isEqualTo(SourcePolicy.TRUST);
        assertThat(config.origins()).isEmpty();
        assertThat(config.maxMessageBytes()).isEqualTo(1_048_576);
        assertThat(config.address()).isEqualTo(new AddressConfig(0, 0, Duration.ofSeconds(2)));
        assertThat(config.inbox()).isEqualTo(new InboxConfig(64, 1_048_576));
        assertThat(config.shutdown())
                .isEqualTo(new ShutdownConfig(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofHours(24)));
    }

    @Test
    void settingsCanBeReplacedByTheirKeys() {
        RelayConfig config = RelayConfig.of(Map.of("port", "0", "source", "warn"));
        assertThat(config.listen().port()).isZero();
        assertThat(config.source()).isEqualTo(SourcePolicy.WARN);
        assertThat(config.outbox()).isEqualTo(RelayConfig.defaults().outbox());
        assertThatThrownBy(() -> RelayConfig.of(Map.of("prot", "0")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("prot: unknown key");
    }

    @ParameterizedTest
    @CsvSource({
        "max_message_bytes, 255",
        "max_message_bytes, 1073741825",
        "address.max_connections, -1",
        "address.max_connections, 1000001",
        "address.close_timeout, 0",
        "address.close_timeout, 3601",
        "inbox.max_messages, 0",
        "inbox.max_messages, 10001",
        "admission.max_unregistered_bytes, 255",
        "admission.max_unregistered_bytes, 1073741825",
        "admission.registration_timeout, 0.009",
        "admission.registration_timeout, 3601",
        "admission.message_timeout, 0.009",
        "admission.message_timeout, 86401",
        "inbox.max_bytes, 1023",
        "inbox.max_bytes, 1099511627777",
        "shutdown.drain, -1",
        "shutdown.drain, 3601",
        "shutdown.timeout, -1",
        "shutdown.timeout, 301",
        "shutdown.lame_duck, -1",
        "shutdown.lame_duck, 2592001",
    })
    void valuesOutOfRangeAreRefused(String key, String text) {
        assertThatThrownBy(() -> RelayConfig.of(Map.of(key, text)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(key + ": " + text + " is out of range");
    }

    @Test
    void valuesOfJavaCodeAreChecked() {
        RelayConfig config = RelayConfig.defaults();
        assertThatThrownBy(() -> new RelayConfig(
                        config.listen(),
                        config.protocol(),
                        config.source(),
                        config.origins(),
                        0,
                        config.address(),
                        config.admission(),
                        config.rate(),
                        config.inbox(),
                        config.outbox(),
                        config.heartbeat(),
                        config.takeover(),
                        config.shutdown(),
                        config.auth(),
                        config.logging(),
                        config.proxy(),
                        config.cluster(),
                        config.standalone(),
                        config.admin()))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("max_message_bytes: 0 is out of range");
    }
}
