package proxystore.relay.config.schema;

import java.util.Optional;
import java.util.function.Function;
import org.tomlj.Toml;

/**
 * A value that is written as a TOML string.
 *
 * @param <T> the value in Java
 */
public class ScalarType<T> implements SettingType<T> {
    private final String allowed;
    private final Function<Object, Optional<T>> reader;
    private final Function<T, String> writer;

    public ScalarType(String allowed, Function<Object, Optional<T>> reader, Function<T, String> writer) {
        this.allowed = allowed;
        this.reader = reader;
        this.writer = writer;
    }

    @Override
    public String allowed() {
        return allowed;
    }

    @Override
    public T read(Object raw) {
        return reader.apply(raw).orElseThrow(() -> SettingTypes.not(raw, this));
    }

    @Override
    public String write(T value) {
        return "\"" + Toml.tomlEscape(writer.apply(value)) + "\"";
    }
}
