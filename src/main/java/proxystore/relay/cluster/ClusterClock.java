package proxystore.relay.cluster;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A hybrid logical clock: numbers connections in the order in which they opened, on all nodes. It follows the fastest clock of
 * the nodes. A step of the time of day after the start has no effect.
 *
 * <p>A stamp has the milliseconds since 1970 in its upper 48 bits and 16 bits that tell connections of one millisecond and,
 * mostly, nodes apart. Any thread may call every method.
 */
final class ClusterClock {
    /**
     * The longest time, in milliseconds, by which a clock may be ahead of this node's at its start. A faster one is not
     * followed: neither a broken clock nor a foreign publisher exhausts the numbers.
     */
    static final long MAX_AHEAD_MILLIS = Duration.ofDays(1).toMillis();

    private static final int LOW_BITS = 16;

    private final long startMillis;
    private final long startNanos;
    private final LongSupplier nanoTime;
    private final long low;

    /** How far the fastest known clock is ahead of this node's own, in milliseconds. */
    private final AtomicLong aheadMillis = new AtomicLong();
    /** The greatest stamp that was given out or heard of. */
    private final AtomicLong last = new AtomicLong();

    /**
     * Starts a clock.
     *
     * @param startMillis the time of day, in milliseconds since 1970
     * @param nanoTime a monotonic clock in nanoseconds
     * @param node the name of the node
     */
    ClusterClock(long startMillis, LongSupplier nanoTime, String node) {
        this.startMillis = startMillis;
        this.startNanos = nanoTime.getAsLong();
        this.nanoTime = nanoTime;
        this.low = node.hashCode() & ((1L << LOW_BITS) - 1);
    }

    /** Starts a clock at the time of day. */
    static ClusterClock start(String node) {
        return new ClusterClock(System.currentTimeMillis(), System::nanoTime, node);
    }

    /** The stamp of a connection that opens now: greater than all that were given out or heard of before. */
    long next() {
        long now = now();
        return last.accumulateAndGet(now, (greatest, present) -> Math.max(greatest + 1, present));
    }

    /** The stamp of this moment, which no connection gets. */
    long now() {
        return ((ownMillis() + aheadMillis.get()) << LOW_BITS) | low;
    }

    private long ownMillis() {
        return startMillis + Duration.ofNanos(nanoTime.getAsLong() - startNanos).toMillis();
    }

    /**
     * Takes notice of another node's stamp.
     *
     * @return false if it is not plausible, and so has no effect
     */
    boolean observe(long stamp) {
        long ahead = (stamp >>> LOW_BITS) - ownMillis();
        if (stamp < 0 || ahead > MAX_AHEAD_MILLIS) {
            return false;
        }
        last.accumulateAndGet(stamp, Math::max);
        aheadMillis.accumulateAndGet(ahead, Math::max);
        return true;
    }

    /** How far the fastest known clock is ahead of this node's own. */
    Duration ahead() {
        return Duration.ofMillis(aheadMillis.get());
    }
}
