package proxystore.relay.config;

import java.nio.file.Path;
import java.util.Optional;
import proxystore.relay.config.schema.Setting;
import proxystore.relay.config.schema.SettingValues;

/**
 * How the identity provider is reached.
 *
 * @param proxy the HTTP proxy in between; empty for none
 * @param caFile PEM file of the authorities that sign its certificate; empty for those that Java trusts
 */
public record ProviderConfig(Optional<Given<ProxyUrl>> proxy, Optional<Given<Path>> caFile) {
    /**
     * A value and its origin. Two are equal if their values are, as with all other settings. The text is for logs.
     *
     * @param <T> the value's type
     * @param origin the variable, or the file and line, that gives it
     */
    public record Given<T>(T value, String origin) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Given<?> given && given.value.equals(value);
        }

        @Override
        public int hashCode() {
            return value.hashCode();
        }

        @Override
        public String toString() {
            return value + " (" + origin + ")";
        }
    }

    static ProviderConfig from(SettingValues values) {
        return new ProviderConfig(given(values, AuthSettings.PROXY), given(values, AuthSettings.CA_FILE));
    }

    private static <T> Optional<Given<T>> given(SettingValues values, Setting<T> setting) {
        return values.find(setting)
                .map(value -> new Given<>(value, values.origin(setting).orElse(setting.key())));
    }
}
