package proxystore.relay.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Logs refused connections: one WARNING for each IP address and minute, the others at DEBUG. Called by any thread;
 * nothing in it blocks.
 */
public final class RefusalLog {
    /** The largest number of addresses that are remembered; further ones are logged at DEBUG only. */
    static final int MAX_ADDRESSES = 1_000;

    private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoTime;
    /** When each address was last logged, the oldest first. */
    @GuardedBy("this")
    private final Map<String, Long> loggedNanos = new LinkedHashMap<>();

    /** A log without refusals. */
    public RefusalLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Logs a refusal.
     *
     * @param remoteAddress as in {@link Transport#remoteAddress}; its port does not matter
     */
    public void log(Logger logger, String remoteAddress, Supplier<String> text) {
        logger.log(isFirst(AddressLimit.host(remoteAddress)) ? Level.WARNING : Level.DEBUG, text);
    }

    private synchronized boolean isFirst(String host) {
        long nowNanos = nanoTime.getAsLong();
        Iterator<Long> oldest = loggedNanos.values().iterator();
        while (oldest.hasNext() && nowNanos - oldest.next() >= MINUTE_NANOS) {
            oldest.remove();
        }
        return loggedNanos.size() < MAX_ADDRESSES && loggedNanos.putIfAbsent(host, nowNanos) == null;
    }
}
