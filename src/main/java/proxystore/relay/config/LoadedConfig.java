package proxystore.relay.config;

import java.util.List;

/**
 * What all layers together say.
 *
 * @param config the configuration
 * @param effective the same as a {@code relay.toml}, each value with the place it comes from, secrets masked
 * @param warnings what is allowed but hardly meant, one line each
 */
public record LoadedConfig(RelayConfig config, String effective, List<String> warnings) {
    public LoadedConfig {
        warnings = List.copyOf(warnings);
    }
}
