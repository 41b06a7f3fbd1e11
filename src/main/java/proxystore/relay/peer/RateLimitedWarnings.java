package proxystore.relay.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Logs a limited number of warnings per minute about one connection and demotes the rest to DEBUG, so that one peer cannot
 * flood the log. Called by any thread; nothing in it blocks.
 */
public final class RateLimitedWarnings {
    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Object about;
    private final int maxPerMinute;
    private final LongSupplier nanoTime;

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
     */
    RateLimitedWarnings(Object about, int maxPerMinute, LongSupplier nanoTime) {
        this.about = about;
        this.maxPerMinute = maxPerMinute;
        this.nanoTime = nanoTime;
    }

    /** Logs a warning, or an entry at DEBUG if the limit is reached. */
    public void log(Logger logger, Supplier<String> text) {
        log(logger, Level.WARNING, text);
    }

    /** As {@link #log(Logger, Supplier)}, at another level than WARNING. */
    public void log(Logger logger, Level level, Supplier<String> text) {
        int number = next();
        logger.log(number <= maxPerMinute ? level : Level.DEBUG, text);
        if (number == maxPerMinute) {
            logger.log(
                    Level.WARNING,
                    () -> "Further warnings about " + about + " are left out for the rest of the minute"
                            + " (logging.max_warnings)");
        }
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
