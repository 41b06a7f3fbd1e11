package proxystore.relay.bench;

import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * The result of a bench.
 *
 * @param seconds duration of the measurement
 * @param perSecond delivered messages, completed sessions or opened connections a second, depending on the mode
 * @param latency in nanoseconds
 * @param ended why the bench ended early; empty if it did not
 * @param broken whether the relay caused the early end
 */
record BenchResult(
        Target target,
        BenchPlan plan,
        BenchCounters counters,
        double seconds,
        double perSecond,
        Histogram latency,
        GeneratorLoad generatorLoad,
        Optional<String> ended,
        boolean broken) {

    /** A percentile of the report, with its key in JSON. */
    record LatencyPercentile(String label, String key, double percent) {}

    static final List<LatencyPercentile> PERCENTILES = List.of(
            new LatencyPercentile("p50", "p50", 50),
            new LatencyPercentile("p90", "p90", 90),
            new LatencyPercentile("p99", "p99", 99),
            new LatencyPercentile("p99.9", "p99_9", 99.9),
            new LatencyPercentile("max", "max", 100));

    /** Whether the relay handled all load without a fault. */
    boolean sound() {
        return !broken && counters.sound();
    }

    /** What {@link #perSecond} counts. */
    String unit() {
        return switch (plan.mode()) {
            case THROUGHPUT, RATE -> "messages";
            case SIGNAL -> "sessions";
            case CONNECT -> "connections";
        };
    }

    /** The two events between which {@link #latency} is measured. */
    String latencyMeans() {
        return switch (plan.mode()) {
            case THROUGHPUT -> "from sending to receipt";
            case RATE -> "from due time to receipt";
            case SIGNAL -> "from connect to answer";
            case CONNECT -> "from connect to registered";
        };
    }
}
