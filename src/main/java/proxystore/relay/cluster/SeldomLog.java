package proxystore.relay.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Logs what may happen often, at most once in 10 s, with the number of entries that were left out. */
final class SeldomLog {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

    private final LongSupplier nanoTime;
    private final AtomicLong nextNanos;
    private final AtomicLong leftOut = new AtomicLong();

    SeldomLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.nextNanos = new AtomicLong(nanoTime.getAsLong());
    }

    void log(Logger logger, Level level, Supplier<String> text) {
        long next = nextNanos.get();
        long now = nanoTime.getAsLong();
        if (now - next < 0 || !nextNanos.compareAndSet(next, now + INTERVAL_NANOS)) {
            leftOut.incrementAndGet();
            return;
        }
        long others = leftOut.getAndSet(0);
        logger.log(level, () -> text.get() + (others == 0 ? "" : " (" + others + " more were not logged)"));
    }
}
