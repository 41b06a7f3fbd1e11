package proxystore.relay.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import proxystore.relay.events.RelayEvents;
import proxystore.relay.log.LogFields;
import proxystore.relay.log.LogSubject;

/**
 * Logs what concerns one connection, and demotes to DEBUG what is past a limit, so that no client can flood the log: warnings
 * about its messages have a limit per connection, and all entries have a limit per address. The entries that are left out are
 * counted. Called by any thread; nothing in it blocks.
 */
public final class ConnectionLog {
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LogSubject about;
    private final int maxPerMinute;
    private final LongSupplier nanoTime;
    private final BooleanSupplier addressAllows;
    private final RelayEvents events;

    /** When the minute began; without meaning before the first warning. */
    @GuardedBy("this")
    private long beganNanos;
    /** The number of warnings within the minute. */
    @GuardedBy("this")
    private int count;

    /**
     * For one connection.
     *
     * @param about the connection, as the last warning of a minute names it
     * @param maxPerMinute the number of warnings per minute; one more says that further ones are left out
     * @param addressAllows counts an entry for the address, and whether its limit allows it
     * @param events is notified of entries that are left out
     */
    ConnectionLog(
            LogSubject about,
            int maxPerMinute,
            LongSupplier nanoTime,
            BooleanSupplier addressAllows,
            RelayEvents events) {
        this.about = about;
        this.maxPerMinute = maxPerMinute;
        this.nanoTime = nanoTime;
        this.addressAllows = addressAllows;
        this.events = events;
    }

    /** Logs a warning about a message, of which the client may send any number. */
    public void warn(Logger logger, Supplier<String> text) {
        warn(logger, Level.WARNING, text);
    }

    /** As {@link #warn(Logger, Supplier)}, at another level than WARNING. */
    public void warn(Logger logger, Level level, Supplier<String> text) {
        int number = next();
        if (number > maxPerMinute) {
            leaveOut(logger, text);
            return;
        }
        log(logger, level, text);
        if (number == maxPerMinute) {
            LogFields.log(
                    logger,
                    Level.WARNING,
                    about::logFields,
                    () -> "Further warnings about " + about + " are left out for the rest of the minute"
                            + " (logging.max_warnings)");
        }
    }

    /** Logs an entry of which each connection has a few at most, such as its registration and its end. */
    public void log(Logger logger, Level level, Supplier<String> text) {
        if (!logger.isLoggable(level)) {
            return;
        }
        if (addressAllows.getAsBoolean()) {
            LogFields.log(logger, level, about::logFields, text);
        } else {
            leaveOut(logger, text);
        }
    }

    private void leaveOut(Logger logger, Supplier<String> text) {
        events.logLineLeftOut();
        LogFields.log(logger, Level.DEBUG, about::logFields, text);
    }

    private synchronized int next() {
        long nowNanos = nanoTime.getAsLong();
        if (count == 0 || nowNanos - beganNanos >= MINUTE_NANOS) {
            beganNanos = nowNanos;
            count = 0;
        }
        return ++count;
    }
}
