package proxystore.relay.metrics;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.Map;
import proxystore.relay.events.DurationCounts;

/**
 * A histogram of Prometheus whose buckets the relay counts.
 *
 * @param durations by the value of the meter's label; one with an empty key if the meter has no label
 */
record DurationHistogram(RelayMeter meter, Map<String, DurationCounts> durations) implements Collector {
    @Override
    public HistogramSnapshot collect() {
        HistogramSnapshot.Builder snapshot =
                HistogramSnapshot.builder().name(meter.text()).help(meter.description());
        durations.forEach((label, counts) -> snapshot.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                .labels(meter.label().isEmpty() ? Labels.EMPTY : Labels.of(meter.label(), label))
                .classicHistogramBuckets(buckets(counts))
                .sum(counts.sumSeconds())
                .build()));
        return snapshot.build();
    }

    private static ClassicHistogramBuckets buckets(DurationCounts counts) {
        List<Long> numbers = counts.buckets();
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < numbers.size(); i++) {
            double bound = i < DurationCounts.BOUNDS.size() ? DurationCounts.BOUNDS.get(i) : Double.POSITIVE_INFINITY;
            buckets.bucket(bound, numbers.get(i));
        }
        return buckets.build();
    }
}
