package proxystore.relay.config.schema;

import java.util.Locale;
import java.util.Optional;

/**
 * One thing that the relay can be told, with all its names.
 *
 * @param <T> the value in Java
 */
public final class Setting<T> {
    public static final String ENVIRONMENT_PREFIX = "RELAY_";
    public static final String CONTEXT_PREFIX = "relay.";

    private final String key;
    private final SettingType<T> type;
    private final Optional<T> defaultValue;
    private final String description;

    Setting(String key, SettingType<T> type, Optional<T> defaultValue, String description) {
        this.key = key;
        this.type = type;
        this.defaultValue = defaultValue;
        this.description = description;
    }

    public static <T> Setting<T> of(String key, SettingType<T> type, T defaultValue, String description) {
        return new Setting<>(key, type, Optional.of(defaultValue), description);
    }

    /** A setting that has no default. */
    public static <T> Setting<T> of(String key, SettingType<T> type, String description) {
        return new Setting<>(key, type, Optional.empty(), description);
    }

    /** The key in {@code relay.toml}, as in {@code outbox.max_bytes}. */
    public String key() {
        return key;
    }

    /** The environment variable, as in {@code RELAY_OUTBOX_MAX_BYTES}. */
    public String environmentVariable() {
        return ENVIRONMENT_PREFIX + key.replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** The servlet context's init parameter, as in {@code relay.outbox.max_bytes}. */
    public String contextParameter() {
        return CONTEXT_PREFIX + key;
    }

    /** The command line option, as in {@code --outbox-max-bytes}; none for a secret, which a process listing would show. */
    public Optional<String> flag() {
        if (secret()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (key) {
                    // The names of ProxyStore's relay, which knows no others.
                    case "logging.log_dir" -> "--log-dir";
                    case "logging.default_level" -> "--log-level";
                    default -> "--" + key.replace('.', '-').replace('_', '-');
                });
    }

    /** One sentence, with the unit. */
    public String description() {
        return description;
    }

    /** What a value must be, as in {@code an integer (0 to 65535)}. */
    public String allowed() {
        return type.allowed();
    }

    /** Whether its value is shown nowhere. */
    public boolean secret() {
        return type.secret();
    }

    /** The default as TOML; empty if the setting has none. */
    public Optional<String> defaultText() {
        return defaultValue.map(type::write);
    }

    @Override
    public String toString() {
        return key;
    }

    /** The table in {@code relay.toml}, as in {@code auth.kwargs}; empty for the top level. */
    public String table() {
        return key.substring(0, Math.max(key.lastIndexOf('.'), 0));
    }

    /** The key within its table. */
    public String name() {
        return key.substring(key.lastIndexOf('.') + 1);
    }

    Optional<T> defaultValue() {
        return defaultValue;
    }

    /** See {@link SettingType#read}. */
    public T read(Object raw) {
        try {
            return type.read(raw);
        } catch (IllegalArgumentException wrong) {
            throw new InvalidSettingException(
                    key, secret() ? "must be " + allowed() : String.valueOf(wrong.getMessage()));
        }
    }

    /** Reads the text of a variable, context-param or flag. */
    T parse(String text) {
        return read(type.parse(text));
    }

    /** The value itself, if it is allowed; see {@link SettingType#require}. */
    public T require(T value) {
        try {
            return type.require(value);
        } catch (IllegalArgumentException wrong) {
            throw new InvalidSettingException(key, String.valueOf(wrong.getMessage()));
        }
    }

    public String write(T value) {
        return type.write(value);
    }
}
