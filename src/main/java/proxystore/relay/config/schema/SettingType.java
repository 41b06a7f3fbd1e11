package proxystore.relay.config.schema;

/**
 * The allowed values of a setting, and how they are read and written.
 *
 * @param <T> the value in Java
 */
public interface SettingType<T> {
    /** The allowed values, to follow "is not": {@code an integer (0 to 65535)}. */
    String allowed();

    /**
     * Reads a value of a TOML file.
     *
     * @param raw {@code String}, {@code Long}, {@code Double}, {@code Boolean}, a {@code java.time} value or a
     *     {@code List} of such values
     * @throws IllegalArgumentException if the value is not allowed; the message says so
     */
    T read(Object raw);

    /**
     * Converts the text of a variable, context-param or flag into the value that TOML would give; see {@link #read}.
     */
    default Object parse(String text) {
        return text;
    }

    /**
     * Checks a value from Java code.
     *
     * @throws IllegalArgumentException if it is not allowed; the message says so
     */
    default T require(T value) {
        return value;
    }

    /** The value as TOML; the mask in place of a secret. */
    String write(T value);

    /** A value of the right form as TOML, which its reader replaces. */
    default String example() {
        return "\"…\"";
    }

    /** Whether values are masked in all outputs. */
    default boolean secret() {
        return false;
    }
}
