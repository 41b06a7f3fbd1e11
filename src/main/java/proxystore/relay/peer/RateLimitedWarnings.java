package proxystore.relay.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Logs what one connection gives cause to warn of: so much of it within a minute, the rest at DEBUG, so that nobody fills
 * the log and pushes out of it what it says of others. Called by any thread; nothing in it blocks.
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
     * @param about what the last warning of a minute names
     * @param maxPerMinute warnings within a minute; the next one tells that further ones are left out
     */
    RateLimitedWarnings(Object about, int maxPerMinute, LongSupplier nanoTime) {
        this.about = about;
        this.maxPerMinute = maxPerMinute;
        this.nanoTime = nanoTime;
    }

    /** Logs a warning, or a line at DEBUG if there have been enough. */
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
