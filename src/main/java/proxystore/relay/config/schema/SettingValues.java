package proxystore.relay.config.schema;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Values of settings and where they come from; a value put later hides an earlier one. Used by one thread. */
public final class SettingValues {
    private final Map<Setting<?>, Entry> entries = new HashMap<>();

    /**
     * A value.
     *
     * @param value of the setting's type
     * @param origin the variable, option or file and line that it comes from
     */
    private record Entry(Object value, String origin) {}

    /**
     * Reads a TOML value.
     *
     * @throws InvalidSettingException if it is not allowed
     */
    public <T> void read(Setting<T> setting, Object raw, String origin) {
        put(setting, setting.read(raw), origin);
    }

    /**
     * Reads the text of a variable, context-param or flag.
     *
     * @throws InvalidSettingException if it is not allowed
     */
    public <T> void parse(Setting<T> setting, String text, String origin) {
        put(setting, setting.parse(text), origin);
    }

    private <T> void put(Setting<T> setting, T value, String origin) {
        entries.put(setting, new Entry(value, origin));
    }

    /** The value that was put, or the default; empty if there is neither. */
    @SuppressWarnings("unchecked") // put() keeps a setting and its value of one type.
    public <T> Optional<T> find(Setting<T> setting) {
        Entry entry = entries.get(setting);
        return entry == null ? setting.defaultValue() : Optional.of((T) entry.value());
    }

    /** The value of a setting that has a default. */
    public <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new IllegalStateException(setting + " has no default"));
    }

    /** Where the value comes from; empty for the default. */
    public Optional<String> origin(Setting<?> setting) {
        return Optional.ofNullable(entries.get(setting)).map(Entry::origin);
    }

    public boolean isSet(Setting<?> setting) {
        return entries.containsKey(setting);
    }

    /** Whether the value is another than the default. */
    public boolean differs(Setting<?> setting) {
        return !find(setting).equals(setting.defaultValue());
    }
}
