package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import proxystore.relay.config.schema.Setting;

class SettingsTest {
    @Test
    void namesOfSettingsAreUnique() {
        assertThat(Settings.all()).extracting(Setting::key).doesNotHaveDuplicates();
        assertThat(Settings.all())
                .extracting(Setting::environmentVariable)
                .doesNotHaveDuplicates()
                .doesNotContain(ConfigLoader.FILE_VARIABLE);
        assertThat(Settings.all())
                .extracting(Setting::contextParameter)
                .doesNotHaveDuplicates()
                .doesNotContain(ConfigLoader.FILE_PARAMETER);
        assertThat(Settings.all().stream().map(Setting::flag).flatMap(Optional::stream))
                .doesNotHaveDuplicates()
                .doesNotContain("--config", "--help", "--version");
    }

    @Test
    void settingsAreGroupedByTableWithTheTopLevelFirst() {
        List<String> tables = Settings.all().stream().map(Setting::table).toList();
        List<String> inOrder = tables.stream().distinct().toList();
        assertThat(tables).isSortedAccordingTo((one, other) -> inOrder.indexOf(one) - inOrder.indexOf(other));
        assertThat(inOrder.get(0)).isEmpty();
    }

    @Test
    void everyDescriptionIsASentenceThatFitsATable() {
        assertThat(Settings.all())
                .allSatisfy(setting ->
                        assertThat(setting.description()).endsWith(".").doesNotContain("|", "\n"));
    }

    @Test
    void clientSecretAndPasswordsAreSecret() {
        assertThat(Settings.all().stream().filter(Setting::secret))
                .containsExactlyInAnyOrder(AuthSettings.PROXY, AuthSettings.CLIENT_SECRET, ClusterSettings.PASSWORD);
    }

    @Test
    void settingsAreFoundByKey() {
        assertThat(Settings.find("outbox.max_bytes")).contains(ConnectionSettings.OUTBOX_MAX_BYTES);
        assertThat(Settings.find("outbox")).isEmpty();
    }

    @Test
    void optionsOfProxyStoresRelayKeepTheirNames() {
        assertThat(GeneralSettings.HOST.flag()).contains("--host");
        assertThat(GeneralSettings.PORT.flag()).contains("--port");
        assertThat(GeneralSettings.CERTFILE.flag()).contains("--certfile");
        assertThat(GeneralSettings.KEYFILE.flag()).contains("--keyfile");
        assertThat(LoggingSettings.LOG_DIR.flag()).contains("--log-dir");
        assertThat(LoggingSettings.DEFAULT_LEVEL.flag()).contains("--log-level");
    }
}
