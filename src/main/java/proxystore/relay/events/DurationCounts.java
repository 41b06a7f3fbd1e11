package proxystore.relay.events;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A histogram of durations with fixed bounds, cheap enough for every message. Any thread may count. */
public final class DurationCounts {
    /** The upper bounds of the buckets in seconds, each included in its bucket. The last bucket has none. */
    public static final List<Double> BOUNDS = List.of(
            0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0);

    private static final double SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long[] BOUNDS_NANOS =
            BOUNDS.stream().mapToLong(bound -> Math.round(bound * SECOND_NANOS)).toArray();

    private final LongAdder[] counts = IntStream.rangeClosed(0, BOUNDS_NANOS.length)
            .mapToObj(i -> new LongAdder())
            .toArray(LongAdder[]::new);
    private final LongAdder sumNanos = new LongAdder();

    /** Counts a duration; a negative one as 0. */
    public void add(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sumNanos.add(Math.max(0, nanos));
    }

    /** The number of durations in each bucket, not cumulative; one more than there are {@link #BOUNDS}. */
    public List<Long> buckets() {
        return Stream.of(counts).map(LongAdder::sum).toList();
    }

    /** The number of all durations. */
    public long count() {
        return Stream.of(counts).mapToLong(LongAdder::sum).sum();
    }

    /** The sum of all durations in seconds. */
    public double sumSeconds() {
        return sumNanos.sum() / SECOND_NANOS;
    }
}
