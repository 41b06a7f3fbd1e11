package proxystore.relay.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import proxystore.relay.config.schema.SettingValues;
import proxystore.relay.log.LogText;

/**
 * The result of loading the configuration.
 *
 * @param config the configuration
 * @param file the {@code relay.toml} that was read; empty if there is none
 * @param values the configuration by setting, with the origin of each value; no caller changes it
 * @param warnings values that are allowed but probably not intended, one line each
 */
public record LoadedConfig(RelayConfig config, Optional<Path> file, SettingValues values, List<String> warnings) {
    public LoadedConfig {
        warnings = warnings.stream().map(LogText::line).toList();
    }

    /** The configuration as a {@code relay.toml}, each value with its origin, secrets masked. */
    public String effective() {
        return SettingsDocument.effective(values);
    }

    /** The values that have no effect in a servlet container, one line each. */
    public List<String> standaloneOnly() {
        return Settings.all().stream()
                .filter(setting -> setting.isStandaloneOnly() && values.isSet(setting))
                .map(setting -> LogText.line(setting + ": only for the standalone relay, no effect here ("
                        + values.origin(setting).orElse("") + ")"))
                .toList();
    }
}
