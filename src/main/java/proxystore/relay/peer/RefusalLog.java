package proxystore.relay.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import proxystore.relay.events.Refusal;
import proxystore.relay.limit.NetworkAddress;
import proxystore.relay.log.LogFields;
import proxystore.relay.log.LogOrigin;

/**
 * Logs refused connections: one WARNING for each network address, kind of refusal and minute, the others at DEBUG. Called by any
 * thread; nothing in it blocks.
 */
public final class RefusalLog {
    /** The largest number of warnings in a minute; further ones are logged at DEBUG only. */
    static final int MAX_WARNINGS = 1_000;

    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoTime;
    /** When each subject was last logged, the oldest first; at most {@link #MAX_WARNINGS}. */
    @GuardedBy("this")
    private final Map<Subject, Long> loggedNanos = new LinkedHashMap<>();
    /** The number of refusals at DEBUG since the last {@link #logLeftOut}. */
    @GuardedBy("this")
    private long leftOut;

    /** What has one warning in a minute. */
    private record Subject(String host, Refusal kind) {}

    /** A log without refusals. */
    public RefusalLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Logs a refusal.
     *
     * @param remoteAddress as in {@link Transport#remoteAddress}; its port does not matter
     */
    public void log(Logger logger, Refusal kind, String remoteAddress, Supplier<String> text) {
        boolean first = isFirst(new Subject(NetworkAddress.of(remoteAddress), kind));
        LogFields.log(logger, first ? Level.WARNING : Level.DEBUG, () -> fields(kind, remoteAddress), text);
    }

    private static Map<String, Object> fields(Refusal kind, String remoteAddress) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(LogFields.REFUSAL, kind.name().toLowerCase(Locale.ROOT));
        fields.put(LogFields.ADDRESS, remoteAddress);
        return fields;
    }

    /** Logs the number of refusals that were logged at DEBUG since the last call, unless there were none. */
    public void logLeftOut(Logger logger) {
        long number = takeLeftOut();
        if (number > 0) {
            logger.log(
                    Level.WARNING,
                    () -> LogOrigin.name(
                            "Left out " + number + " further lines about refused connections; for each address"
                                    + " and kind of refusal there is one in a minute"));
        }
    }

    private synchronized long takeLeftOut() {
        long number = leftOut;
        leftOut = 0;
        return number;
    }

    private synchronized boolean isFirst(Subject subject) {
        long nowNanos = nanoTime.getAsLong();
        Iterator<Long> oldest = loggedNanos.values().iterator();
        while (oldest.hasNext() && nowNanos - oldest.next() >= MINUTE_NANOS) {
            oldest.remove();
        }
        boolean first = loggedNanos.size() < MAX_WARNINGS && loggedNanos.putIfAbsent(subject, nowNanos) == null;
        if (!first) {
            leftOut++;
        }
        return first;
    }
}
