package proxystore.relay.bench;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** {@link Mode#SIGNAL}: runs whole sessions of two endpoints, a given number at a time. */
final class SignalLoad implements Load {
    /** Number of failed sessions that ends the bench: with a relay that refuses at once the load would spin. */
    static final int MAX_FAILED = 100;

    private final BenchPlan plan;
    private final Connector connector;
    private final BenchCounters counters;
    private final String description;
    private final Set<SignalSession> sessions = ConcurrentHashMap.newKeySet();
    /** Set once by {@link #stop}. */
    private volatile boolean stopped;

    SignalLoad(BenchPlan plan, Connector connector, BenchCounters counters) {
        this.plan = plan;
        this.connector = connector;
        this.counters = counters;
        this.description = SessionDescription.of(plan.sizeBytes());
    }

    /** Opens and closes two clients, to check that there is a relay. */
    @Override
    public void open() throws BenchException, InterruptedException {
        ClientGroup.close(ClientGroup.open(connector, plan.generations(), 2));
    }

    @Override
    public void start() {
        for (int i = 0; i < plan.pairs(); i++) {
            next();
        }
    }

    private void next() {
        if (!stopped) {
            SignalSession session = new SignalSession(description, counters);
            sessions.add(session);
            var unused = session.run(
                            connector.open(plan.generations().of(0)),
                            connector.open(plan.generations().of(1)))
                    .whenComplete((end, failure) -> {
                        sessions.remove(session);
                        next();
                    });
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public long inFlight() {
        return sessions.size();
    }

    @Override
    public @Nullable String endReason() {
        return counters.failed.sum() >= MAX_FAILED ? MAX_FAILED + " sessions failed" : null;
    }

    @Override
    public void close(boolean counting) {
        stopped = true;
        sessions.forEach(session -> session.abandon(counting));
    }
}
