package proxystore.relay.config.schema;

import java.math.BigDecimal;
import java.time.Duration;

/** A time in seconds, with fractions down to the nanosecond. */
record DurationType(double min, double max) implements SettingType<Duration> {
    private static final double NANOS = 1e9;

    @Override
    public String allowed() {
        return "a number of seconds (" + range() + ")";
    }

    @Override
    public Duration read(Object raw) {
        if (!(raw instanceof Long || raw instanceof Double)) {
            throw SettingTypes.not(raw, this);
        }
        double seconds = ((Number) raw).doubleValue();
        if (!(seconds >= min && seconds <= max)) {
            throw SettingTypes.outOfRange(raw.toString(), range());
        }
        return Duration.ofNanos(Math.round(seconds * NANOS));
    }

    @Override
    public Object parse(String text) {
        try {
            BigDecimal number = new BigDecimal(text.strip());
            Object whole = SettingTypes.toLong(text);
            return whole instanceof Long ? whole : (Object) number.doubleValue();
        } catch (NumberFormatException notANumber) {
            return text;
        }
    }

    @Override
    public Duration require(Duration value) {
        double seconds = value.getSeconds() + value.getNano() / NANOS;
        if (seconds < min || seconds > max) {
            throw SettingTypes.outOfRange(write(value), range());
        }
        return value;
    }

    @Override
    public String write(Duration value) {
        return plain(BigDecimal.valueOf(value.getSeconds()).add(BigDecimal.valueOf(value.getNano(), 9)));
    }

    private String range() {
        return plain(BigDecimal.valueOf(min)) + " to " + plain(BigDecimal.valueOf(max));
    }

    private static String plain(BigDecimal number) {
        return number.stripTrailingZeros().toPlainString();
    }
}
