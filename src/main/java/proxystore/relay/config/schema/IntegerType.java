package proxystore.relay.config.schema;

import java.util.function.LongFunction;

/** A whole number within a range. */
record IntegerType<T extends Number>(long min, long max, LongFunction<T> boxed) implements SettingType<T> {
    @Override
    public String allowed() {
        return "an integer (" + range() + ")";
    }

    @Override
    public T read(Object raw) {
        if (!(raw instanceof Long number)) {
            throw SettingTypes.not(raw, this);
        }
        if (number < min || number > max) {
            throw SettingTypes.outOfRange(number.toString(), range());
        }
        return boxed.apply(number);
    }

    @Override
    public Object parse(String text) {
        return SettingTypes.toLong(text);
    }

    @Override
    public T require(T value) {
        return read(value.longValue());
    }

    @Override
    public String write(T value) {
        return value.toString();
    }

    @Override
    public String example() {
        return Long.toString(min);
    }

    private String range() {
        return min + " to " + max;
    }
}
