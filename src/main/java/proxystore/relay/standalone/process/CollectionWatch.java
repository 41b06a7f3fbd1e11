package proxystore.relay.standalone.process;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Ends a process whose collections of garbage take almost all of its time. The heap of such a process is almost full. Each
 * collection frees just enough memory that no OutOfMemoryError is thrown, so the relay neither ends nor serves its clients. Of
 * the JVM's collectors only the parallel one limits the time itself ({@code -XX:+UseGCOverheadLimit}).
 *
 * <p>Owned by the thread that calls {@link #check}, which allocates nothing.
 */
public final class CollectionWatch {
    /** The interval of the checks; they are late in a process whose collections stop it. */
    public static final Duration INTERVAL = Duration.ofSeconds(5);

    /** The share of the time in percent; a relay that collects garbage for longer does not serve its clients. */
    static final int MAX_PERCENT = 90;

    /** The number of consecutive checks that must find more than {@link #MAX_PERCENT}. */
    static final int CHECKS = 3;

    private static final long NANOS_PER_MS = 1_000_000;

    private final LongSupplier collectionMs;
    private final LongSupplier nanoTime;
    private final LastResort lastResort;
    /** Made in advance: there may be no memory for it later. */
    private final Error error = new OutOfMemoryError("the JVM does little but collect garbage");

    /** The values of the two clocks at the last check. */
    private long lastMs;

    private long lastNanos;
    /** The number of checks up to the last one that found more than {@link #MAX_PERCENT}. */
    private int exceeded;

    /** Watches the collectors of this JVM from now on. */
    public CollectionWatch(LastResort lastResort) {
        this(pausedMs(ManagementFactory.getGarbageCollectorMXBeans()), System::nanoTime, lastResort);
    }

    /**
     * Watches from now on.
     *
     * @param collectionMs the milliseconds for which collections have stopped the process so far
     */
    CollectionWatch(LongSupplier collectionMs, LongSupplier nanoTime, LastResort lastResort) {
        this.collectionMs = collectionMs;
        this.nanoTime = nanoTime;
        this.lastResort = lastResort;
        this.lastMs = collectionMs.getAsLong();
        this.lastNanos = nanoTime.getAsLong();
    }

    /** The pauses of all collectors. The beans that are named after cycles count time in which the process runs. */
    private static LongSupplier pausedMs(List<GarbageCollectorMXBean> all) {
        GarbageCollectorMXBean[] pausing = all.stream()
                .filter(collector -> !collector.getName().endsWith("Cycles"))
                .toArray(GarbageCollectorMXBean[]::new);
        return () -> {
            long sumMs = 0;
            for (GarbageCollectorMXBean collector : pausing) {
                sumMs += collector.getCollectionTime();
            }
            return sumMs;
        };
    }

    /** Compares the time since the last check with that of the collections in it. */
    public void check() {
        long nowMs = collectionMs.getAsLong();
        long nowNanos = nanoTime.getAsLong();
        long pausedNanos = (nowMs - lastMs) * NANOS_PER_MS;
        exceeded = pausedNanos * 100 > (nowNanos - lastNanos) * MAX_PERCENT ? exceeded + 1 : 0;
        lastMs = nowMs;
        lastNanos = nowNanos;
        if (exceeded == CHECKS) {
            lastResort.cannotContinue("out of memory", error);
        }
    }
}
