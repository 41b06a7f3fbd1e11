package proxystore.relay.config.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingTest {
    private static final Setting<Integer> PORT = Setting.of("port", SettingTypes.integer(0, 65_535), 8765, "A port.");

    @Test
    void allNamesComeFromTheKey() {
        Setting<Long> setting = Setting.of("outbox.max_bytes", SettingTypes.longInteger(1, 10), 5L, "Bytes.");
        assertThat(setting.key()).isEqualTo("outbox.max_bytes");
        assertThat(setting.environmentVariable()).isEqualTo("RELAY_OUTBOX_MAX_BYTES");
        assertThat(setting.contextParameter()).isEqualTo("relay.outbox.max_bytes");
        assertThat(setting.flag()).contains("--outbox-max-bytes");
        assertThat(setting.table()).isEqualTo("outbox");
        assertThat(setting.name()).isEqualTo("max_bytes");
        assertThat(PORT.table()).isEmpty();
        assertThat(Setting.of("auth.kwargs.audience", SettingTypes.text(), "A text.")
                        .environmentVariable())
                .isEqualTo("RELAY_AUTH_KWARGS_AUDIENCE");
    }

    @Test
    void optionOfProxyStoresRelayReplacesTheOneFromTheKey() {
        Setting<Integer> setting = PORT.withProxyStoreOption("--tcp-port", "NUMBER");
        assertThat(setting.flag()).contains("--tcp-port");
        assertThat(setting.proxyStorePlaceholder()).contains("NUMBER");
        assertThat(setting.key()).isEqualTo("port");
        assertThat(PORT.flag()).contains("--port");
        assertThat(PORT.proxyStorePlaceholder()).isEmpty();
    }

    @Test
    void namedFlagReplacesTheOneFromTheKey() {
        Setting<Integer> setting = PORT.withFlag("--tcp-port");
        assertThat(setting.flag()).contains("--tcp-port");
        assertThat(setting.proxyStorePlaceholder()).isEmpty();
    }

    @Test
    void secretHasNoOptionAndIsNotQuoted() {
        Setting<String> secret = Setting.of(
                "auth.kwargs.client_secret",
                SettingTypes.secretScalar("a text, not blank", Optional::of, text -> text),
                "A secret.");
        assertThat(secret.flag()).isEmpty();
        assertThatThrownBy(() -> secret.read(4711L))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("auth.kwargs.client_secret: must be a text, not blank");
    }

    @Test
    void wrongValueIsReportedWithTheKeyAndWhatIsAllowed() {
        assertThatThrownBy(() -> PORT.require(65_536))
                .isInstanceOfSatisfying(InvalidSettingException.class, invalid -> {
                    assertThat(invalid.key()).isEqualTo("port");
                    assertThat(invalid.problem()).isEqualTo("65536 is out of range (0 to 65535)");
                    assertThat(invalid).hasMessage("port: 65536 is out of range (0 to 65535)");
                });
    }
}
