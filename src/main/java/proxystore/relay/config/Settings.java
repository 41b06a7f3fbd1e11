package proxystore.relay.config;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import proxystore.relay.config.schema.Setting;

/**
 * Every setting, once, grouped by the tables of {@code relay.toml}. Names, checks, {@code print-config},
 * {@code check-config} and the settings page are generated from these rows. The keys outside a table, of {@code auth}
 * and of {@code logging} are those of ProxyStore 1.0's {@code RelayServingConfig}, so that its {@code relay.toml}
 * drives this relay.
 */
public final class Settings {
    private static final List<Setting<?>> ALL = Stream.of(
                    GeneralSettings.ALL,
                    ConnectionSettings.ALL,
                    RateSettings.ALL,
                    ClusterSettings.ALL,
                    StandaloneSettings.ALL,
                    AuthSettings.ALL,
                    LoggingSettings.ALL,
                    AdminSettings.ALL)
            .<Setting<?>>flatMap(Collection::stream)
            .toList();

    private Settings() {}

    /** Every setting, in the order of {@code relay.toml}. */
    public static List<Setting<?>> all() {
        return ALL;
    }

    /** The setting with this key, as in {@code outbox.max_bytes}. */
    public static Optional<Setting<?>> find(String key) {
        return ALL.stream().filter(setting -> setting.key().equals(key)).findFirst();
    }
}
