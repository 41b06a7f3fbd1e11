package proxystore.relay.bench;

import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What came of a bench.
 *
 * @param seconds how long the figures were taken
 * @param perSecond messages delivered, sessions completed or connections opened a second, whatever the mode is about
 * @param latency nanoseconds
 * @param ended why the bench ended before its time; empty if it did not
 * @param broken whether that was the relay's doing
 */
record BenchResult(
        Target target,
        BenchPlan plan,
        BenchCounters tally,
        double seconds,
        double perSecond,
        Histogram latency,
        GeneratorLoad strain,
        Optional<String> ended,
        boolean broken) {

    /** The percentiles that are shown, with their names in JSON. */
    record Percentile(String label, String key, double percent) {}

    static final List<Percentile> PERCENTILES = List.of(
            new Percentile("p50", "p50", 50),
            new Percentile("p90", "p90", 90),
            new Percentile("p99", "p99", 99),
            new Percentile("p99.9", "p99_9", 99.9),
            new Percentile("max", "max", 100));

    /** Whether the relay did all that was asked of it, as it should. */
    boolean sound() {
        return !broken && tally.sound();
    }

    /** What {@link #perSecond} counts. */
    String unit() {
        return switch (plan.mode()) {
            case THROUGHPUT, RATE -> "messages";
            case SIGNAL -> "sessions";
            case CONNECT -> "connections";
        };
    }

    /** From when to when {@link #latency} is. */
    String latencyMeans() {
        return switch (plan.mode()) {
            case THROUGHPUT -> "from sending to receipt";
            case RATE -> "from due time to receipt";
            case SIGNAL -> "from connect to answer";
            case CONNECT -> "from connect to registered";
        };
    }
}
