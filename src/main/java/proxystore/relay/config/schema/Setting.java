package proxystore.relay.config.schema;

import java.util.Locale;
import java.util.Optional;

/**
 * One setting of the relay, with all its names. Immutable.
 *
 * @param <T> the value in Java
 */
public final class Setting<T> {
    public static final String ENVIRONMENT_PREFIX = "RELAY_";
    public static final String CONTEXT_PREFIX = "relay.";

    /** Ends the description of a setting without effect in a servlet container. */
    public static final String STANDALONE_ONLY = " Standalone only.";

    private final String key;
    private final SettingType<T> type;
    private final Optional<T> defaultValue;
    private final String description;
    private final Optional<NamedOption> namedOption;
    private final AppliedWhen applied;

    /**
     * An option whose name does not follow from the key.
     *
     * @param placeholder the placeholder of the value in the help of ProxyStore's relay; empty if that has no such option
     */
    private record NamedOption(String flag, Optional<String> placeholder) {}

    private Setting(
            String key,
            SettingType<T> type,
            Optional<T> defaultValue,
            String description,
            Optional<NamedOption> namedOption,
            AppliedWhen applied) {
        this.key = key;
        this.type = type;
        this.defaultValue = defaultValue;
        this.description = description;
        this.namedOption = namedOption;
        this.applied = applied;
    }

    public static <T> Setting<T> of(String key, SettingType<T> type, T defaultValue, String description) {
        return new Setting<>(key, type, Optional.of(defaultValue), description, Optional.empty(), AppliedWhen.RESTART);
    }

    /** A setting that has no default. */
    public static <T> Setting<T> of(String key, SettingType<T> type, String description) {
        return new Setting<>(key, type, Optional.empty(), description, Optional.empty(), AppliedWhen.RESTART);
    }

    /**
     * The same setting, for one that ProxyStore's relay has too.
     *
     * @param flag its option there, as in {@code --log-dir}
     * @param placeholder the placeholder of the value in its help, as in {@code PATH}
     */
    public Setting<T> withProxyStoreOption(String flag, String placeholder) {
        return withOption(new NamedOption(flag, Optional.of(placeholder)));
    }

    /** The same setting with another option, as in {@code --cluster}. */
    public Setting<T> withFlag(String flag) {
        return withOption(new NamedOption(flag, Optional.empty()));
    }

    private Setting<T> withOption(NamedOption option) {
        return new Setting<>(key, type, defaultValue, description, Optional.of(option), applied);
    }

    /** The same setting, for one whose value the running relay applies. */
    public Setting<T> applied(AppliedWhen when) {
        return new Setting<>(key, type, defaultValue, description, namedOption, when);
    }

    /** When the running relay applies another value. */
    public AppliedWhen applied() {
        return applied;
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

    /**
     * The command line option, as in {@code --outbox-max-bytes}; none for a secret, which a process listing would show.
     */
    public Optional<String> flag() {
        return secret()
                ? Optional.empty()
                : namedOption
                        .map(NamedOption::flag)
                        .or(() -> Optional.of("--" + key.replace('.', '-').replace('_', '-')));
    }

    /** The placeholder of the value in the help of ProxyStore's relay; empty if that has no such option. */
    public Optional<String> proxyStorePlaceholder() {
        return namedOption.flatMap(NamedOption::placeholder);
    }

    /** One sentence with the unit and the consequence. */
    public String description() {
        return description;
    }

    /** Whether the setting has no effect in a servlet container; then its description says so. */
    public boolean isStandaloneOnly() {
        return description.endsWith(STANDALONE_ONLY);
    }

    /** The allowed values, as in {@code an integer (0 to 65535)}. */
    public String allowed() {
        return type.allowed();
    }

    /** Whether the value is masked in all outputs. */
    public boolean secret() {
        return type.secret();
    }

    /** A value of the right form as TOML, to be replaced. */
    public String exampleText() {
        return type.example();
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

    /** The value itself if it is allowed. This is the one check of ranges. See {@link SettingType#require}. */
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
