package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tomlj.Toml;
import org.tomlj.TomlParseResult;
import proxystore.relay.config.schema.Setting;

class SettingsDocumentTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path directory;

    @Test
    void printedFileLoadsAsTheDefaults() throws Exception {
        Path file = Files.writeString(directory.resolve("relay.toml"), SettingsDocument.toml());
        LoadedConfig loaded = ConfigLoader.load(Optional.of(file), Map.of(), Map.of(), Map.of());
        assertThat(loaded.config()).isEqualTo(RelayConfig.defaults());
        assertThat(loaded.warnings()).isEmpty();
    }

    @Test
    void printedFileHasEveryKeyWithItsDefaultAndDescription() {
        String toml = SettingsDocument.toml();
        for (Setting<?> setting : Settings.all()) {
            String value = setting.defaultText()
                    .map(text -> setting.name() + " = " + text)
                    .orElse("#" + setting.name() + " = ");
            assertThat(toml.replace("\n# ", " "))
                    .contains(" " + setting.description() + " ")
                    .contains("; " + setting.environmentVariable() + "\n" + value);
        }
        assertThat(toml.lines()).filteredOn(line -> line.startsWith("# ")).allMatch(line -> line.length() <= 110);
        assertThat(toml)
                .contains("\n[auth.kwargs]\n", "\nport = 8765\n", "\nsend_timeout = 20\n", "\n#certfile = \"…\"\n")
                .doesNotContain("\n\n\n");
    }

    @Test
    void settingsWithoutADefaultCanBeUncommented() {
        String toml = SettingsDocument.toml().replaceAll("(?m)^#(?=\\w+ = )", "");
        TomlParseResult parsed = Toml.parse(toml);
        assertThat(parsed.errors()).isEmpty();
        assertThat(parsed.contains("certfile")).isTrue();
    }

    @Test
    void effectiveConfigurationIsATomlFileWithTheSameValues() throws Exception {
        Map<String, String> environment = Map.of("RELAY_PORT", "0", "RELAY_OUTBOX_SEND_TIMEOUT", "0.25");
        LoadedConfig loaded = ConfigLoader.load(Optional.empty(), environment, Map.of(), Map.of());
        Path file = Files.writeString(directory.resolve("relay.toml"), loaded.effective());
        assertThat(ConfigLoader.load(Optional.of(file), Map.of(), Map.of(), Map.of())
                        .config())
                .isEqualTo(loaded.config());
    }

    @Test
    void markdownTableHasARowOfSevenCellsForEachSetting() {
        String markdown = SettingsDocument.markdown();
        assertThat(markdown.lines())
                .hasSize(Settings.all().size() + 2)
                .allMatch(Pattern.compile("\\|([^|]+\\|){7}").asMatchPredicate());
        assertThat(markdown)
                .contains("| `port` | `RELAY_PORT` | `relay.port` | `8765` | an integer (0 to 65535) | no | "
                        + "TCP port to listen on; 0 for any free one. Standalone only. |\n")
                .contains("| `certfile` | `RELAY_CERTFILE` | `relay.certfile` | – |");
    }
}
