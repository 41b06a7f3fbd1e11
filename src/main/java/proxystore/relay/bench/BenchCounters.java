package proxystore.relay.bench;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** Counts of messages and connections by outcome. Any thread may count; no count ever decreases. */
final class BenchCounters {
    /** Longest recorded latency in nanoseconds; a longer one is recorded as this. */
    static final long LONGEST_NANOS = 3_600_000_000_000L;

    private static final int SIGNIFICANT_DIGITS = 3;

    /** Messages given to a client to send. */
    final LongAdder sent = new LongAdder();
    /** Received unchanged by the right client. */
    final LongAdder delivered = new LongAdder();
    /** Delivered after a later message of the same sender. */
    final LongAdder reordered = new LongAdder();
    /** Received changed by the right client. */
    final LongAdder altered = new LongAdder();
    /** Returned to the sender with an error. */
    final LongAdder returned = new LongAdder();
    /** Received twice, received by the wrong client, or never sent. */
    final LongAdder unexpected = new LongAdder();
    /** Neither delivered, altered nor returned at the end of the bench. */
    final LongAdder lost = new LongAdder();
    /** Connections that were opened and registered. */
    final LongAdder opened = new LongAdder();
    /** Connections or whole sessions that failed. */
    final LongAdder failed = new LongAdder();
    /** Connections that ended without a close by the client. */
    final LongAdder closed = new LongAdder();
    /** Whole sessions from connect to answer. */
    final LongAdder sessions = new LongAdder();

    /** Nanoseconds from the first connect to the last successful one so far; set by mode connect only. */
    final AtomicLong openingNanos = new AtomicLong();

    private final AtomicReference<@Nullable String> firstProblem = new AtomicReference<>();
    private final Recorder latency = new Recorder(LONGEST_NANOS, SIGNIFICANT_DIGITS);

    /** Records a latency in nanoseconds. */
    void recordLatency(long nanos) {
        latency.recordValue(Math.max(0, Math.min(nanos, LONGEST_NANOS)));
    }

    /** The latencies since the last call. Only one thread at a time may call it. */
    Histogram latencies() {
        return latency.getIntervalHistogram();
    }

    static Histogram noLatencies() {
        return new Histogram(LONGEST_NANOS, SIGNIFICANT_DIGITS);
    }

    /** Counts a text that the client should not have received. */
    void countUnexpected(CharSequence text) {
        unexpected.increment();
        problem("a client received an unexpected message: " + MessageFlow.shown(text));
    }

    /** Keeps the first description of a problem; later problems mostly follow from it. */
    void problem(String what) {
        firstProblem.compareAndSet(null, what);
    }

    @Nullable
    String firstProblem() {
        return firstProblem.get();
    }

    /** Whether every message reached its receiver as it was sent, in order, and every connection stayed. */
    boolean sound() {
        return reordered.sum()
                        + altered.sum()
                        + returned.sum()
                        + unexpected.sum()
                        + lost.sum()
                        + failed.sum()
                        + closed.sum()
                == 0;
    }
}
