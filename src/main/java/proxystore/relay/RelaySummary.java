package proxystore.relay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import proxystore.relay.cluster.ClusterCounts;
import proxystore.relay.cluster.ClusterNetwork;
import proxystore.relay.events.CloseCodeCounts;
import proxystore.relay.events.DurationCounts;
import proxystore.relay.events.Refusal;
import proxystore.relay.events.RelayCounts;
import proxystore.relay.events.ReturnReason;
import proxystore.relay.events.TokenOutcome;
import proxystore.relay.message.Generation;
import proxystore.relay.metrics.RelayMeter;
import proxystore.relay.peer.Client;
import proxystore.relay.peer.Connection;

/**
 * The state of a relay on one page, for a person who reads its log. Counts are since the start, rates since the summary before or
 * the start. Any thread may ask.
 */
public final class RelaySummary {
    /** The number of connections that are named. */
    private static final int BUSIEST = 5;

    private static final double SECOND_NANOS = 1e9;
    private static final int MEBIBYTE = 1 << 20;

    private final Relay relay;
    /** What the relay itself does not know, such as its certificate; one line each. */
    private final List<Supplier<String>> further = new CopyOnWriteArrayList<>();
    /** The counts at the summary before. */
    @GuardedBy("this")
    private Traffic before = new Traffic(0, 0, 0);

    /** Counts at one time. */
    private record Traffic(long nanos, long messages, long bytes) {}

    RelaySummary(Relay relay) {
        this.relay = relay;
    }

    /** Adds a line to each later summary. */
    public void add(Supplier<String> line) {
        further.add(line);
    }

    /** Logs the lines at INFO, each as an entry of its own. */
    public void log(Logger logger) {
        lines().forEach(line -> logger.log(Level.INFO, line));
    }

    /** The lines, without line ends. */
    public List<String> lines() {
        RelayCounts counts = relay.counts();
        List<String> lines = new ArrayList<>(List.of(
                "Summary of relay " + RelayVersion.text() + ": up " + text(relay.uptime()) + ", " + relay.readiness(),
                clients(),
                messages(counts),
                "Offers answered: " + durations(counts.answers()) + "; never answered: " + counts.offersUnanswered(),
                "Returned: " + list(ReturnReason.values(), counts.returned()::of) + "; uncertain: " + counts.uncertain()
                        + ", malformed: " + counts.malformed().total() + ", pauses in reading: "
                        + counts.readingSuspended(),
                "Refused: " + list(Refusal.values(), counts.refused()::of) + "; takeovers: " + counts.takenOver(),
                "Closed: " + list(CloseCodeCounts.labels().stream(), code -> code, counts.closed()::of),
                "Pings answered: " + durations(counts.pings()) + "; checks of credentials: "
                        + Stream.of(TokenOutcome.values())
                                .map(outcome ->
                                        RelayMeter.label(outcome) + " " + durations(counts.tokenChecks(outcome)))
                                .collect(Collectors.joining(", ")),
                memory(),
                process()));
        relay.cluster().ifPresent(cluster -> lines.add(nodes(cluster)));
        further.forEach(line -> lines.add(line.get()));
        lines.addAll(busiest());
        return lines;
    }

    private String clients() {
        Map<Generation, Long> generations = new EnumMap<>(Generation.class);
        Collection<Client> clients = relay.registry().clients();
        clients.forEach(client -> generations.merge(client.connection().generation(), 1L, Long::sum));
        return "Clients: " + clients.size()
                + Stream.of(Generation.values())
                        .map(generation ->
                                ", generation " + generation + ": " + generations.getOrDefault(generation, 0L))
                        .collect(Collectors.joining())
                + "; connections: " + relay.registry().connections().size() + ", opened: "
                + relay.counts().opened();
    }

    private synchronized String messages(RelayCounts counts) {
        Traffic now = new Traffic(relay.uptime().toNanos(), counts.forwarded(), counts.forwardedBytes());
        double seconds = Math.max(1, now.nanos() - before.nanos()) / SECOND_NANOS;
        String rates = number((now.messages() - before.messages()) / seconds) + " messages and "
                + number((now.bytes() - before.bytes()) / seconds) + " bytes a second in the last "
                + text(Duration.ofNanos(now.nanos() - before.nanos()));
        before = now;
        return "Forwarded: " + now.messages() + " messages, " + now.bytes() + " bytes; " + rates + "; wait: "
                + durations(counts.waited());
    }

    private String memory() {
        long waiting = 0;
        long largest = 0;
        for (Connection connection : relay.registry().connections()) {
            long queued = connection.queuedBytes();
            waiting += queued > 0 ? 1 : 0;
            largest = Math.max(largest, queued);
        }
        return "Outboxes: " + relay.outboxBudget().heldBytes() + " of "
                + relay.outboxBudget().maxBytes() + " bytes, at most "
                + relay.outboxBudget().peakBytes()
                + "; received and not processed: " + relay.receivedBudget().heldBytes() + " bytes"
                + "; connections with queued messages: " + waiting + ", longest queue: " + largest + " bytes";
    }

    private static String nodes(ClusterNetwork cluster) {
        ClusterCounts counts = cluster.counts();
        return "Cluster: node " + cluster.node() + ", " + (cluster.isConnected() ? "connected" : "unreachable")
                + ", connections made: " + counts.connects() + "; messages to other nodes: " + counts.requests()
                + ", answered: " + durations(counts.replies()) + ", to no node: " + counts.noResponders()
                + ", without an answer: "
                + counts.timeouts() + ", not sent: " + counts.refused() + ", waiting: " + cluster.pendingMessages()
                + "; from other nodes: " + counts.served();
    }

    private static String process() {
        Runtime runtime = Runtime.getRuntime();
        return "Process: " + ManagementFactory.getThreadMXBean().getThreadCount() + " threads, heap "
                + (runtime.totalMemory() - runtime.freeMemory()) / MEBIBYTE + " of " + runtime.maxMemory() / MEBIBYTE
                + " MiB, Java " + Runtime.version();
    }

    private List<String> busiest() {
        return relay.registry().connections().stream()
                .map(connection -> new Busy(connection, connection.receivedMessages(), connection.sentMessages()))
                .sorted(Comparator.comparingLong(Busy::messages).reversed())
                .limit(BUSIEST)
                .map(Busy::toString)
                .toList();
    }

    /** The messages of a connection at one time. */
    private record Busy(Connection connection, long received, long sent) {
        long messages() {
            return received + sent;
        }

        @Override
        public String toString() {
            return "Busiest: " + connection + ", received " + received + ", sent " + sent + " messages, queued "
                    + connection.queuedBytes() + " bytes";
        }
    }

    private static <E extends Enum<E>> String list(E[] constants, ToLongFunction<E> count) {
        return list(Stream.of(constants), RelayMeter::label, count);
    }

    /** The counts that are not 0, each behind its label. */
    private static <T> String list(Stream<T> counted, Function<T, String> label, ToLongFunction<T> count) {
        String text = counted.filter(each -> count.applyAsLong(each) > 0)
                .map(each -> label.apply(each) + " " + count.applyAsLong(each))
                .collect(Collectors.joining(", "));
        return text.isEmpty() ? "none" : text;
    }

    private static String durations(DurationCounts counts) {
        long number = counts.count();
        return number == 0 ? "none" : number + " in " + number(1e3 * counts.sumSeconds() / number) + " ms on average";
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String text(Duration time) {
        return time.toDays() + " d "
                + String.format(
                        Locale.ROOT, "%d:%02d:%02d", time.toHoursPart(), time.toMinutesPart(), time.toSecondsPart());
    }
}
