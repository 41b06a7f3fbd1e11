package proxystore.relay.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Python's logging levels, as in ProxyStore's files and options. */
public enum LogLevel {
    CRITICAL(50),
    ERROR(40),
    WARNING(30),
    INFO(20),
    DEBUG(10);

    private final int number;

    LogLevel(int number) {
        this.number = number;
    }

    /** The level's number in Python's {@code logging} module. */
    public int number() {
        return number;
    }

    /**
     * Reads a level as Python's {@code logging} does: a name (here in any case, with Python's aliases), or a number
     * from 0 to 50, which means the lowest named level that is not below it.
     *
     * @param raw a {@code String} or a {@code Long}; anything else is no level
     */
    static Optional<LogLevel> parse(Object raw) {
        if (raw instanceof Long number) {
            return Arrays.stream(values())
                    .filter(level -> number >= 0 && number <= level.number)
                    .min(Comparator.comparingInt(LogLevel::number));
        }
        if (!(raw instanceof String name)) {
            return Optional.empty();
        }
        return switch (name.strip().toUpperCase(Locale.ROOT)) {
            case "CRITICAL", "FATAL" -> Optional.of(CRITICAL);
            case "ERROR" -> Optional.of(ERROR);
            case "WARNING", "WARN" -> Optional.of(WARNING);
            case "INFO" -> Optional.of(INFO);
            case "DEBUG", "NOTSET" -> Optional.of(DEBUG);
            default -> Optional.empty();
        };
    }
}
