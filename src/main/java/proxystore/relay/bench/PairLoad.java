package proxystore.relay.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A load whose pairs of clients stay connected during the whole bench. */
abstract class PairLoad implements Load {
    private final BenchPlan plan;
    private final Connector connector;
    private final BenchCounters counters;
    /** Set once by {@link #open}. */
    private Pairs pairs;
    /** Set once by {@link #open}. */
    private List<BenchClient> clients = List.of();
    /** Set once by {@link #stop}. */
    private volatile boolean stopped;

    PairLoad(BenchPlan plan, Connector connector, BenchCounters counters) {
        this.plan = plan;
        this.connector = connector;
        this.counters = counters;
        this.pairs = new Pairs(List.of(), "", counters, counters::recordLatency);
    }

    @Override
    public final void open() throws BenchException, InterruptedException {
        clients = ClientGroup.open(connector, plan.generations(), plan.clients());
        counters.opened.add(clients.size());
        pairs = new Pairs(clients, SessionDescription.of(plan.sizeBytes()), counters, counters::recordLatency);
    }

    final List<Direction> directions() {
        return pairs.directions();
    }

    final boolean isStopped() {
        return stopped;
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public final long inFlight() {
        return pairs.inFlight();
    }

    @Override
    public final void probe() {
        clients.forEach(BenchClient::probe);
    }

    @Override
    public @Nullable String endReason() {
        return pairs.endReason();
    }

    @Override
    public final void close(boolean counting) throws InterruptedException {
        pairs.abandon(counting);
        ClientGroup.close(clients);
    }
}
