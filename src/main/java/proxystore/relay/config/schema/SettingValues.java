package proxystore.relay.config.schema;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Values of settings and their origins; a later value replaces an earlier one. Used by one thread. */
public final class SettingValues {
    private final Map<Setting<?>, GivenValue> given = new HashMap<>();

    /**
     * A value.
     *
     * @param value of the setting's type
     * @param origin the variable, the option or the file and line that gives it
     */
    private record GivenValue(Object value, String origin) {}

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
        given.put(setting, new GivenValue(value, origin));
    }

    /** The given value or the default; empty if there is neither. */
    @SuppressWarnings("unchecked") // put() keeps a setting and its value of one type.
    public <T> Optional<T> find(Setting<T> setting) {
        GivenValue found = given.get(setting);
        return found == null ? setting.defaultValue() : Optional.of((T) found.value());
    }

    /** The value of a setting that has a default. */
    public <T> T get(Setting<T> setting) {
        return find(setting).orElseThrow(() -> new IllegalStateException(setting + " has no default"));
    }

    /** The origin of the value; empty for the default. */
    public Optional<String> origin(Setting<?> setting) {
        return Optional.ofNullable(given.get(setting)).map(GivenValue::origin);
    }

    public boolean isSet(Setting<?> setting) {
        return given.containsKey(setting);
    }

    /** Whether the value is another one in other values. */
    public boolean differs(Setting<?> setting, SettingValues others) {
        return !find(setting).equals(others.find(setting));
    }

    /** These values, except that some settings have the value and origin that they have in other values. */
    public SettingValues with(Collection<Setting<?>> settings, SettingValues others) {
        SettingValues result = new SettingValues();
        result.given.putAll(given);
        for (Setting<?> setting : settings) {
            GivenValue value = others.given.get(setting);
            if (value == null) {
                result.given.remove(setting);
            } else {
                result.given.put(setting, value);
            }
        }
        return result;
    }

    /** Whether the value differs from the default. */
    public boolean differs(Setting<?> setting) {
        return !find(setting).equals(setting.defaultValue());
    }
}
