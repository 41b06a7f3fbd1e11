package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SettingTest {
    @Test
    void allNamesComeFromTheKey() {
        Setting<Long> setting = ConnectionSettings.OUTBOX_MAX_BYTES;
        assertThat(setting.key()).isEqualTo("outbox.max_bytes");
        assertThat(setting.environmentVariable()).isEqualTo("RELAY_OUTBOX_MAX_BYTES");
        assertThat(setting.contextParameter()).isEqualTo("relay.outbox.max_bytes");
        assertThat(setting.flag()).contains("--outbox-max-bytes");
        assertThat(setting.table()).isEqualTo("outbox");
        assertThat(setting.name()).isEqualTo("max_bytes");
        assertThat(GeneralSettings.PORT.table()).isEmpty();
        assertThat(AuthSettings.AUDIENCE.environmentVariable()).isEqualTo("RELAY_AUTH_KWARGS_AUDIENCE");
    }

    @Test
    void theOptionsOfProxyStoresRelayKeepTheirNames() {
        assertThat(GeneralSettings.HOST.flag()).contains("--host");
        assertThat(GeneralSettings.PORT.flag()).contains("--port");
        assertThat(GeneralSettings.CERTFILE.flag()).contains("--certfile");
        assertThat(GeneralSettings.KEYFILE.flag()).contains("--keyfile");
        assertThat(LoggingSettings.LOG_DIR.flag()).contains("--log-dir");
        assertThat(LoggingSettings.DEFAULT_LEVEL.flag()).contains("--log-level");
    }

    @Test
    void aSecretHasNoOptionAndIsNotRepeatedWhenWrong() {
        assertThat(AuthSettings.CLIENT_SECRET.flag()).isEmpty();
        assertThatThrownBy(() -> AuthSettings.CLIENT_SECRET.read(4711L))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("auth.kwargs.client_secret: must be a text, not blank");
    }

    @Test
    void aWrongValueNamesTheKeyAndWhatIsAllowed() {
        assertThatThrownBy(() -> GeneralSettings.PORT.require(65_536))
                .isInstanceOfSatisfying(InvalidSettingException.class, invalid -> {
                    assertThat(invalid.key()).isEqualTo("port");
                    assertThat(invalid.problem()).isEqualTo("65536 is out of range (0 to 65535)");
                    assertThat(invalid).hasMessage("port: 65536 is out of range (0 to 65535)");
                });
    }
}
