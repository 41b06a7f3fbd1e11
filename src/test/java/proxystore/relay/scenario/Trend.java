package proxystore.relay.scenario;

import java.util.ArrayList;
import java.util.List;

/** Values that were measured at equal intervals, and how they grow. */
final class Trend {
    private final List<Long> values = new ArrayList<>();

    void add(long value) {
        values.add(value);
    }

    /**
     * The growth from the first to the last value, along the line with the least squares. The first quarter is left out: a JVM that
     * warms up grows.
     */
    double growth() {
        List<Long> settled = values.subList(values.size() / 4, values.size());
        double middle = (settled.size() - 1) / 2.0;
        double mean = settled.stream().mapToLong(Long::longValue).average().orElse(0);
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < settled.size(); i++) {
            covariance += (i - middle) * (settled.get(i) - mean);
            variance += (i - middle) * (i - middle);
        }
        return variance == 0 ? 0 : covariance / variance * (settled.size() - 1);
    }

    /** The values, the first one first. */
    @Override
    public String toString() {
        return values.toString();
    }
}
