package proxystore.relay.bench;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** {@link Mode#SIGNAL}: what two endpoints do that look for each other, over and over, some of them at a time. */
final class SignalLoad implements Load {
    /** So many failed sessions end the bench: against a relay that refuses at once they would spin. */
    static final int MAX_FAILED = 100;

    private final BenchPlan plan;
    private final Connector connector;
    private final BenchCounters tally;
    private final String description;
    private final Set<SignalSession> underWay = ConcurrentHashMap.newKeySet();
    /** Set once by {@link #stop}. */
    private volatile boolean stopped;

    SignalLoad(BenchPlan plan, Connector connector, BenchCounters tally) {
        this.plan = plan;
        this.connector = connector;
        this.tally = tally;
        this.description = SessionDescription.of(plan.sizeBytes());
    }

    /** Two clients, to see that there is a relay at all. */
    @Override
    public void open() throws BenchException, InterruptedException {
        ClientGroup.close(ClientGroup.open(connector, plan.dialect(), 2));
    }

    @Override
    public void start() {
        for (int i = 0; i < plan.pairs(); i++) {
            next();
        }
    }

    private void next() {
        if (!stopped) {
            SignalSession session = new SignalSession(description, tally);
            underWay.add(session);
            var unused = session.run(
                            connector.open(plan.dialect().of(0)),
                            connector.open(plan.dialect().of(1)))
                    .whenComplete((end, failure) -> {
                        underWay.remove(session);
                        next();
                    });
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public long underWay() {
        return underWay.size();
    }

    @Override
    public @Nullable String over() {
        return tally.failed.sum() >= MAX_FAILED ? MAX_FAILED + " sessions failed" : null;
    }

    @Override
    public void close(boolean counting) {
        stopped = true;
        underWay.forEach(session -> session.giveUp(counting));
    }
}
