package proxystore.relay.config;

import java.util.ArrayList;
import java.util.List;
import proxystore.relay.config.schema.AppliedWhen;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.Setting;
import proxystore.relay.config.schema.SettingValues;

/**
 * What a configuration that was loaded again changes in a running relay.
 *
 * @param next the configuration of the relay from now on: the new values that it can apply, and the old ones of the other settings
 * @param applied the settings with new values that it applies
 * @param restart the settings with new values that need a restart
 */
public record ChangedConfig(LoadedConfig next, List<Setting<?>> applied, List<Setting<?>> restart) {
    /** Both belong together: a relay begins or ends to use TLS only when it starts. */
    private static final List<Setting<?>> CERTIFICATE = List.of(GeneralSettings.CERTFILE, GeneralSettings.KEYFILE);

    /**
     * Compares two configurations setting by setting.
     *
     * @throws ConfigException if the new values do not go with the old values that stay
     */
    public static ChangedConfig of(LoadedConfig running, LoadedConfig loaded) throws ConfigException {
        boolean tlsChanges = running.config().listen().certfile().isPresent()
                != loaded.config().listen().certfile().isPresent();
        List<Setting<?>> applied = new ArrayList<>();
        List<Setting<?>> restart = new ArrayList<>();
        for (Setting<?> setting : Settings.all()) {
            if (running.values().differs(setting, loaded.values())) {
                boolean now =
                        setting.applied() != AppliedWhen.RESTART && !(tlsChanges && CERTIFICATE.contains(setting));
                (now ? applied : restart).add(setting);
            }
        }
        SettingValues values = running.values().with(applied, loaded.values());
        try {
            LoadedConfig next = new LoadedConfig(RelayConfig.from(values), loaded.file(), values, loaded.warnings());
            return new ChangedConfig(next, List.copyOf(applied), List.copyOf(restart));
        } catch (InvalidSettingException invalid) {
            throw new ConfigException(
                    invalid.getMessage() + " (with the values that only a restart changes)", invalid.key());
        }
    }

    /** The applied settings with their new values, as in {@code rate.max_messages_per_second = 100}. */
    public List<String> appliedTexts() {
        return applied.stream().map(setting -> text(setting, next.values())).toList();
    }

    private static <T> String text(Setting<T> setting, SettingValues values) {
        return setting.key() + " = " + values.find(setting).map(setting::write).orElse("(no value)");
    }
}
