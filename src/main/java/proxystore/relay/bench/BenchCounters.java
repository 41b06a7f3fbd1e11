package proxystore.relay.bench;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.jspecify.annotations.Nullable;

/** What has become of messages and connections so far. Any thread counts; nothing is ever counted down. */
final class BenchCounters {
    /** Longer times count as this long. */
    static final long LONGEST_NANOS = 3_600_000_000_000L;

    private static final int SIGNIFICANT_DIGITS = 3;

    /** Handed over to be sent. */
    final LongAdder sent = new LongAdder();
    /** Received by the right client, every character of it. */
    final LongAdder delivered = new LongAdder();
    /** Among the delivered: received after a later one of the same sender. */
    final LongAdder reordered = new LongAdder();
    /** Received by the right client, but not as it was sent. */
    final LongAdder altered = new LongAdder();
    /** Come back to the sender with an error. */
    final LongAdder returned = new LongAdder();
    /** Received twice, by the wrong client, or nothing that was ever sent. */
    final LongAdder unexpected = new LongAdder();
    /** Neither delivered, altered nor returned when the bench ended. */
    final LongAdder lost = new LongAdder();
    /** Connections that were opened and registered. */
    final LongAdder opened = new LongAdder();
    /** Connections, or whole sessions, that did not come about. */
    final LongAdder failed = new LongAdder();
    /** Connections that ended although the client had not closed them. */
    final LongAdder closed = new LongAdder();
    /** Whole sessions from connect to answer. */
    final LongAdder sessions = new LongAdder();

    /** From the first connect to the last connection that came about so far; connect alone sets it. */
    final AtomicLong openingNanos = new AtomicLong();

    private final AtomicReference<@Nullable String> firstProblem = new AtomicReference<>();
    private final Recorder latency = new Recorder(LONGEST_NANOS, SIGNIFICANT_DIGITS);

    /** Takes a latency in nanoseconds. */
    void took(long nanos) {
        latency.recordValue(Math.max(0, Math.min(nanos, LONGEST_NANOS)));
    }

    /** The latencies since the last call, which nobody else may be making. */
    Histogram latencies() {
        return latency.getIntervalHistogram();
    }

    static Histogram noLatencies() {
        return new Histogram(LONGEST_NANOS, SIGNIFICANT_DIGITS);
    }

    /** A client got a text that nobody should have sent it. */
    void surprise(CharSequence text) {
        unexpected.increment();
        problem("a client got what it did not expect: " + MessageFlow.shown(text));
    }

    /** Keeps the first of all explanations of what went wrong; the others mostly follow from it. */
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
