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
 * What the command line says of the configuration, as texts that nobody has checked.
 *
 * @param configFile the configuration file's name
 * @param flags texts by the key of the setting
 */
record CommandLineSettings(Optional<String> configFile, Map<String, String> flags) {
    /** The option's names, the short one first. */
    static final String[] CONFIG_FILE = {"-c", "--config"};

    /**
     * Reads a command line that starts a relay and has nothing but settings in their plain form, {@code --port 8765} or
     * {@code --port=8765}, each once. Everything else, mistakes among it, is empty here and picocli's to understand.
     *
     * <p>Picocli takes a quarter of a second to get ready, more than all the rest of the relay's start.
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

    /** The configuration from these, the process's environment and the file that one of them names. */
    LoadedConfig load() throws ConfigException {
        Map<String, String> environment = System.getenv();
        return ConfigLoader.load(ConfigLoader.file(configFile, environment, Map.of()), environment, Map.of(), flags);
    }
}
