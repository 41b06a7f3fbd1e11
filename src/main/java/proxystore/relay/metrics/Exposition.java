package proxystore.relay.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import proxystore.relay.cluster.ClusterCounts;
import proxystore.relay.cluster.ClusterNetwork;
import proxystore.relay.events.CloseCodeCounts;
import proxystore.relay.events.DurationCounts;
import proxystore.relay.events.EnumCounts;
import proxystore.relay.events.Refusal;
import proxystore.relay.events.RelayCounts;
import proxystore.relay.events.ReturnReason;
import proxystore.relay.events.TokenOutcome;
import proxystore.relay.message.Generation;
import proxystore.relay.metrics.RelayMetrics.MeterSource;

/**
 * Micrometer's registry with the relay's meters and those of its JVM, which read their values when they are scraped. It has
 * no threads and registers nothing with the JVM, so that a redeployed application leaves nothing behind.
 */
final class Exposition {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RelayCounts counts;

    Exposition(MeterSource source) {
        this.counts = source.counts();
        bindGauges(source);
        bindConnections();
        bindMessages();
        bindCluster(source.cluster());
        counter(RelayMeter.LINES_LEFT_OUT, "", RelayCounts::linesLeftOut);
        counter(RelayMeter.LINES_DROPPED, "", unused -> source.linesDropped().getAsLong());
        bindJvm();
    }

    /** The current values in the format of this content type. */
    String scrape(String type) {
        return registry.scrape(type);
    }

    private void bindGauges(MeterSource source) {
        gauge(RelayMeter.VERSION, source.version().get(), () -> 1);
        for (Generation generation : Generation.values()) {
            gauge(RelayMeter.CLIENTS, generation.toString(), () -> clients(source, generation));
        }
        gauge(RelayMeter.CONNECTIONS, "", () -> source.registry().connections().size());
        gauge(RelayMeter.OUTBOX, "", () -> source.budget().heldBytes());
        gauge(RelayMeter.OUTBOX_PEAK, "", () -> source.budget().peakBytes());
        gauge(RelayMeter.OUTBOX_LIMIT, "", () -> source.budget().maxBytes());
    }

    private static long clients(MeterSource source, Generation generation) {
        return source.registry().clients().stream()
                .filter(client -> client.connection().generation() == generation)
                .count();
    }

    private void bindConnections() {
        counter(RelayMeter.OPENED, "", RelayCounts::opened);
        for (String code : CloseCodeCounts.labels()) {
            counter(RelayMeter.CLOSED, code, all -> all.closed().of(code));
        }
        counters(RelayMeter.REGISTRATIONS, Generation.values(), Generation::toString, RelayCounts::registered);
        counter(RelayMeter.TAKEOVERS, "", RelayCounts::takenOver);
        counters(RelayMeter.REFUSALS, Refusal.values(), RelayMeter::label, RelayCounts::refused);
        histogram(RelayMeter.PING, Map.of("", counts.pings()));
        Map<String, DurationCounts> checks = new TreeMap<>();
        for (TokenOutcome outcome : TokenOutcome.values()) {
            checks.put(RelayMeter.label(outcome), counts.tokenChecks(outcome));
        }
        histogram(RelayMeter.TOKEN_CHECK, checks);
    }

    private void bindMessages() {
        counter(RelayMeter.FORWARDED, "", RelayCounts::forwarded);
        counter(RelayMeter.FORWARDED_BYTES, "", RelayCounts::forwardedBytes);
        histogram(RelayMeter.WAIT, Map.of("", counts.waited()));
        histogram(RelayMeter.ANSWER, Map.of("", counts.answers()));
        counter(RelayMeter.UNANSWERED, "", RelayCounts::offersUnanswered);
        counters(RelayMeter.RETURNED, ReturnReason.values(), RelayMeter::label, RelayCounts::returned);
        counter(RelayMeter.SUSPENSIONS, "", RelayCounts::readingSuspended);
        counter(RelayMeter.UNCERTAIN, "", RelayCounts::uncertain);
        counters(RelayMeter.MALFORMED, Generation.values(), Generation::toString, RelayCounts::malformed);
    }

    /** A relay of one node has these meters too, so that a query finds them: all are 0. */
    private void bindCluster(Optional<ClusterNetwork> cluster) {
        ClusterCounts nodes = cluster.map(ClusterNetwork::counts).orElseGet(ClusterCounts::new);
        gauge(
                RelayMeter.CLUSTER_CONNECTED,
                "",
                () -> cluster.isPresent() && cluster.get().isConnected() ? 1 : 0);
        gauge(
                RelayMeter.CLUSTER_PENDING,
                "",
                () -> cluster.map(ClusterNetwork::pendingMessages).orElse(0));
        counter(RelayMeter.CLUSTER_CONNECTS, "", unused -> nodes.connects());
        counter(
                RelayMeter.CLUSTER_REQUESTS,
                "answered",
                unused -> nodes.replies().count());
        counter(RelayMeter.CLUSTER_REQUESTS, "unknown", unused -> nodes.noResponders());
        counter(RelayMeter.CLUSTER_REQUESTS, "uncertain", unused -> nodes.timeouts());
        counter(RelayMeter.CLUSTER_REQUESTS, "refused", unused -> nodes.refused());
        histogram(RelayMeter.CLUSTER_REPLY, Map.of("", nodes.replies()));
        counter(RelayMeter.CLUSTER_SERVED, "", unused -> nodes.served());
        counter(RelayMeter.CLUSTER_LOST_RACES, "", unused -> nodes.lostRaces());
        counter(RelayMeter.CLUSTER_MALFORMED, "", unused -> nodes.malformed());
        counter(RelayMeter.CLUSTER_DROPPED, "", unused -> nodes.dropped() + nodes.lostReturns());
        counter(RelayMeter.CLUSTER_SLOW_CONSUMERS, "", unused -> nodes.slowConsumers());
    }

    /** Micrometer's own meters of garbage collection listen to the collectors, which would hold on to the application. */
    private void bindJvm() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            FunctionTimer.builder(
                            "jvm.gc.collections",
                            collector,
                            GarbageCollectorMXBean::getCollectionCount,
                            GarbageCollectorMXBean::getCollectionTime,
                            TimeUnit.MILLISECONDS)
                    .tag("gc", collector.getName())
                    .description("collections of garbage")
                    .register(registry);
        }
    }

    private void gauge(RelayMeter meter, String label, Supplier<Number> value) {
        Gauge.Builder<?> gauge = Gauge.builder(meter.text(), value)
                .description(meter.description())
                .strongReference(true);
        tagged(meter, label, gauge::tag);
        gauge.register(registry);
    }

    /** Micrometer holds the counts weakly; the relay holds them. */
    private void counter(RelayMeter meter, String label, ToDoubleFunction<RelayCounts> value) {
        FunctionCounter.Builder<?> counter =
                FunctionCounter.builder(meter.text(), counts, value).description(meter.description());
        tagged(meter, label, counter::tag);
        counter.register(registry);
    }

    /** One counter for each constant of an enum. */
    private <E extends Enum<E>> void counters(
            RelayMeter meter, E[] constants, Function<E, String> label, Function<RelayCounts, EnumCounts<E>> values) {
        for (E constant : constants) {
            counter(meter, label.apply(constant), all -> values.apply(all).of(constant));
        }
    }

    private static void tagged(RelayMeter meter, String value, BiConsumer<String, String> tag) {
        if (!meter.label().isEmpty()) {
            tag.accept(meter.label(), value);
        }
    }

    /** Micrometer has no histogram whose buckets are counted elsewhere; the client library below it has. */
    private void histogram(RelayMeter meter, Map<String, DurationCounts> durations) {
        registry.getPrometheusRegistry().register(new DurationHistogram(meter, durations));
    }
}
