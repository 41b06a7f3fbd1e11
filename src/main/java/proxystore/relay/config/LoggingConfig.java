package proxystore.relay.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * What is logged, and where. Levels, format and directory are for the standalone relay; in the WAR the container sets them.
 *
 * @param logDir directory of {@code server.log}, created if missing; empty for standard output only
 * @param defaultLevel lowest level that is logged
 * @param websocketsLevel the same for the WebSocket implementation's own loggers
 * @param format the form of the entries
 * @param currentClientInterval time between two entries of the client list; empty for none
 * @param currentClientLimit number of clients from which on the entry no longer lists each of them; empty to list none
 * @param maxBytes size in bytes at which a new log file begins
 * @param maxFiles earlier log files that are kept
 * @param maxLines entries about clients of one address within a minute; further ones are logged at DEBUG
 * @param maxWarnings warnings about one connection within a minute; further ones are logged at DEBUG
 * @param maxOffers offers that wait for their answer and are watched; 0 for none
 */
public record LoggingConfig(
        Optional<Path> logDir,
        LogLevel defaultLevel,
        LogLevel websocketsLevel,
        LogFormat format,
        Optional<Duration> currentClientInterval,
        OptionalInt currentClientLimit,
        long maxBytes,
        int maxFiles,
        int maxLines,
        int maxWarnings,
        int maxOffers) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if one is out of range
     */
    public LoggingConfig {
        currentClientInterval.ifPresent(LoggingSettings.CURRENT_CLIENT_INTERVAL::require);
        currentClientLimit.ifPresent(LoggingSettings.CURRENT_CLIENT_LIMIT::require);
        LoggingSettings.MAX_BYTES.require(maxBytes);
        LoggingSettings.MAX_FILES.require(maxFiles);
        LoggingSettings.MAX_LINES.require(maxLines);
        LoggingSettings.MAX_WARNINGS.require(maxWarnings);
        LoggingSettings.MAX_OFFERS.require(maxOffers);
    }

    static LoggingConfig from(SettingValues values) {
        int limit = values.get(LoggingSettings.CURRENT_CLIENT_LIMIT);
        return new LoggingConfig(
                values.find(LoggingSettings.LOG_DIR),
                values.get(LoggingSettings.DEFAULT_LEVEL),
                values.get(LoggingSettings.WEBSOCKETS_LEVEL),
                values.get(LoggingSettings.FORMAT),
                values.find(LoggingSettings.CURRENT_CLIENT_INTERVAL).filter(interval -> !interval.isZero()),
                limit == 0 ? OptionalInt.empty() : OptionalInt.of(limit),
                values.get(LoggingSettings.MAX_BYTES),
                values.get(LoggingSettings.MAX_FILES),
                values.get(LoggingSettings.MAX_LINES),
                values.get(LoggingSettings.MAX_WARNINGS),
                values.get(LoggingSettings.MAX_OFFERS));
    }
}
