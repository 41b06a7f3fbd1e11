package proxystore.relay.metrics;

import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.cluster.ClusterNetwork;
import proxystore.relay.events.RelayCounts;
import proxystore.relay.peer.ClientRegistry;
import proxystore.relay.peer.OutboxBudget;

/**
 * The metrics of one relay. Nothing is measured between two scrapes: they read counts that the relay keeps anyway. Micrometer
 * is loaded by the first scrape.
 */
public final class RelayMetrics {
    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final String TEXT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final String OPEN_METRICS_TYPE = OPEN_METRICS + "; version=1.0.0; charset=utf-8";

    private final MeterSource source;
    /** Written once, by the first thread that scrapes; null before. */
    private volatile @Nullable Exposition exposition;
    /** The number of log lines that were not written. Written before the relay serves. */
    private volatile LongSupplier linesDropped = () -> 0;

    /**
     * What the metrics are read from.
     *
     * @param budget the memory of all outboxes
     */
    record MeterSource(
            RelayCounts counts,
            ClientRegistry registry,
            OutboxBudget budget,
            Optional<ClusterNetwork> cluster,
            Supplier<String> version,
            LongSupplier linesDropped) {}

    /**
     * The result of a scrape.
     *
     * @param type the {@code Content-Type}
     */
    public record Scrape(String type, String text) {}

    /**
     * Metrics of a relay with these parts.
     *
     * @param cluster the other nodes; empty for a relay of one node
     */
    public RelayMetrics(
            RelayCounts counts,
            ClientRegistry registry,
            OutboxBudget budget,
            Optional<ClusterNetwork> cluster,
            Supplier<String> version) {
        this.source = new MeterSource(counts, registry, budget, cluster, version, () -> linesDropped.getAsLong());
    }

    /** Has log lines counted that were not written. */
    public void countDroppedLines(LongSupplier number) {
        linesDropped = number;
    }

    /**
     * The current values, in OpenMetrics 1.0 if the client asks for it, otherwise in Prometheus's text format 0.0.4. Takes
     * milliseconds, the first time more.
     *
     * @param accept the header {@code Accept}
     */
    public Scrape scrape(String accept) {
        boolean openMetrics = accept.toLowerCase(Locale.ROOT).contains(OPEN_METRICS);
        String type = openMetrics ? OPEN_METRICS_TYPE : TEXT_TYPE;
        return new Scrape(type, exposition().scrape(type));
    }

    private Exposition exposition() {
        Exposition known = exposition;
        return known != null ? known : firstExposition();
    }

    private synchronized Exposition firstExposition() {
        Exposition known = exposition;
        if (known == null) {
            known = new Exposition(source);
            exposition = known;
        }
        return known;
    }
}
