package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SettingTest {
    @Test
    void allNamesComeFromTheKey() {
        Setting<Long> setting = Settings.OUTBOX_MAX_BYTES;
        assertThat(setting.key()).isEqualTo("outbox.max_bytes");
        assertThat(setting.environmentVariable()).isEqualTo("RELAY_OUTBOX_MAX_BYTES");
        assertThat(setting.contextParameter()).isEqualTo("relay.outbox.max_bytes");
        assertThat(setting.flag()).contains("--outbox-max-bytes");
        assertThat(setting.table()).isEqualTo("outbox");
        assertThat(setting.name()).isEqualTo("max_bytes");
        assertThat(Settings.PORT.table()).isEmpty();
        assertThat(Settings.AUDIENCE.environmentVariable()).isEqualTo("RELAY_AUTH_KWARGS_AUDIENCE");
    }

    @Test
    void theOptionsOfProxyStoresRelayKeepTheirNames() {
        assertThat(Settings.HOST.flag()).contains("--host");
        assertThat(Settings.PORT.flag()).contains("--port");
        assertThat(Settings.CERTFILE.flag()).contains("--certfile");
        assertThat(Settings.KEYFILE.flag()).contains("--keyfile");
        assertThat(Settings.LOG_DIR.flag()).contains("--log-dir");
        assertThat(Settings.DEFAULT_LEVEL.flag()).contains("--log-level");
    }

    @Test
    void aSecretHasNoOptionAndIsNotRepeatedWhenWrong() {
        assertThat(Settings.CLIENT_SECRET.flag()).isEmpty();
        assertThatThrownBy(() -> Settings.CLIENT_SECRET.read(4711L))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("auth.kwargs.client_secret: must be a text, not blank");
    }

    @Test
    void aWrongValueNamesTheKeyAndWhatIsAllowed() {
        assertThatThrownBy(() -> Settings.PORT.require(65_536))
                .isInstanceOfSatisfying(InvalidSettingException.class, invalid -> {
                    assertThat(invalid.key()).isEqualTo("port");
                    assertThat(invalid.problem()).isEqualTo("65536 is out of range (0 to 65535)");
                    assertThat(invalid).hasMessage("port: 65536 is out of range (0 to 65535)");
                });
    }
}
