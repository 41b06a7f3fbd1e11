package proxystore.relay.standalone.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import proxystore.relay.config.ConfigException;
import proxystore.relay.config.ConfigLoader;
import proxystore.relay.config.LoadedConfig;
import proxystore.relay.config.Settings;
import proxystore.relay.config.schema.Setting;

/**
 * The settings of a command line, as unchecked texts.
 *
 * @param configFile the name of the configuration file; empty if it is not given
 * @param flags the texts by the keys of their settings
 */
record CommandLineSettings(Optional<String> configFile, Map<String, String> flags) {
    /** The names of the option, the short one first. */
    static final String[] CONFIG_FILE = {"-c", "--config"};

    /**
     * Reads a command line that starts a relay and consists of settings in their plain form, {@code --port 8765} or
     * {@code --port=8765}, each once. Returns empty for any other command line, also for one with a mistake: picocli reads it.
     *
     * <p>Picocli needs a quarter of a second to start, more than all the rest of the relay's start.
     */
    static Optional<CommandLineSettings> plain(String[] arguments) {
        Map<String, String> keys = new HashMap<>();
        for (Setting<?> setting : Settings.all()) {
            setting.flag().ifPresent(flag -> keys.put(flag, setting.key()));
        }
        for (String name : CONFIG_FILE) {
            keys.put(name, "");
        }
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            int equals = argument.indexOf('=');
            boolean joined = equals > 0 && argument.startsWith("--");
            if (!joined && i + 1 == arguments.length) {
                return Optional.empty();
            }
            String key = keys.get(joined ? argument.substring(0, equals) : argument);
            String text = joined ? argument.substring(equals + 1) : arguments[++i];
            if (key == null || text.isEmpty() || text.startsWith("-") || given.put(key, text) != null) {
                return Optional.empty();
            }
        }
        Optional<String> configFile = Optional.ofNullable(given.remove(""));
        return Optional.of(new CommandLineSettings(configFile, given));
    }

    /** Loads the configuration from these settings, the environment of the process and the configuration file. */
    LoadedConfig load() throws ConfigException {
        Map<String, String> environment = System.getenv();
        return ConfigLoader.load(ConfigLoader.file(configFile, environment, Map.of()), environment, Map.of(), flags);
    }
}
