package proxystore.relay.config.schema;

/**
 * What a setting's value may be, and how it is read and written.
 *
 * @param <T> the value in Java
 */
public interface SettingType<T> {
    /** What is allowed, to follow "is not": {@code an integer (0 to 65535)}. */
    String allowed();

    /**
     * Reads a value of a TOML file.
     *
     * @param raw {@code String}, {@code Long}, {@code Double}, {@code Boolean}, a {@code java.time} value or a
     *     {@code List} of such values
     * @throws IllegalArgumentException if the value is not allowed; the message says so
     */
    T read(Object raw);

    /** Turns the text of a variable, context-param or flag into what TOML would have given; see {@link #read}. */
    default Object parse(String text) {
        return text;
    }

    /**
     * Checks a value that comes from Java code.
     *
     * @throws IllegalArgumentException if it is not allowed; the message says so
     */
    default T require(T value) {
        return value;
    }

    /** The value as TOML; the mask in place of a secret. */
    String write(T value);

    /** Whether no value may be shown. */
    default boolean secret() {
        return false;
    }
}
