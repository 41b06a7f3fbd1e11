package proxystore.relay.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the loads have in common whose pairs stay connected for all of the bench. */
abstract class PairLoad implements Load {
    private final BenchPlan plan;
    private final Connector connector;
    private final BenchCounters tally;
    /** Set once by {@link #open}. */
    private Pairs pairs;
    /** Set once by {@link #open}. */
    private List<BenchClient> clients = List.of();
    /** Set once by {@link #stop}. */
    private volatile boolean stopped;

    PairLoad(BenchPlan plan, Connector connector, BenchCounters tally) {
        this.plan = plan;
        this.connector = connector;
        this.tally = tally;
        this.pairs = new Pairs(List.of(), "", tally, tally::took);
    }

    @Override
    public final void open() throws BenchException, InterruptedException {
        clients = ClientGroup.open(connector, plan.dialect(), plan.clients());
        tally.opened.add(clients.size());
        pairs = new Pairs(clients, SessionDescription.of(plan.sizeBytes()), tally, tally::took);
    }

    final List<Pairs.Way> ways() {
        return pairs.ways();
    }

    final boolean isStopped() {
        return stopped;
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public final long underWay() {
        return pairs.inFlight();
    }

    @Override
    public final void probe() {
        clients.forEach(BenchClient::probe);
    }

    @Override
    public @Nullable String over() {
        return pairs.over();
    }

    @Override
    public final void close(boolean counting) throws InterruptedException {
        pairs.giveUp(counting);
        ClientGroup.close(clients);
    }
}
