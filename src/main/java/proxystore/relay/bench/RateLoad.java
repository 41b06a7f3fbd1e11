package proxystore.relay.bench;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * {@link Mode#RATE}: the n-th message is due n/rate seconds after the start and is sent then, even if earlier ones have
 * not arrived. So a stall of the relay adds to the latency of every message that is due during it.
 */
final class RateLoad extends PairLoad {
    /**
     * Number of messages in flight at which the bench ends because the relay does not keep up. Most of them wait in
     * this program and take some 200 bytes each.
     */
    static final int MAX_IN_FLIGHT = 1_000_000;

    private final double nanosApart;
    private final BenchCounters counters;
    private final GeneratorMonitor generator;

    RateLoad(BenchPlan plan, Connector connector, BenchCounters counters, GeneratorMonitor generator) {
        super(plan, connector, counters);
        this.nanosApart = 1e9 / plan.rate();
        this.counters = counters;
        this.generator = generator;
    }

    @Override
    public void start() {
        Thread pace = new Thread(this::keepPace, "relay-bench-pace");
        pace.setDaemon(true);
        pace.start();
    }

    private void keepPace() {
        List<Direction> directions = directions();
        long begin = System.nanoTime();
        for (long n = 0; !isStopped(); n++) {
            long due = begin + Math.round(n * nanosApart);
            for (long now = System.nanoTime(); now < due && !isStopped(); now = System.nanoTime()) {
                LockSupport.parkNanos(Math.min(due - now, GeneratorMonitor.LONGEST_PARK_NANOS));
            }
            if (isStopped()) {
                return;
            }
            generator.late(System.nanoTime() - due);
            directions.get((int) (n % directions.size())).send(due);
        }
    }

    @Override
    public @Nullable String endReason() {
        if (inFlight() > MAX_IN_FLIGHT) {
            String reason = "the relay does not keep up: " + MAX_IN_FLIGHT + " messages were in flight";
            counters.problem(reason);
            return reason;
        }
        return super.endReason();
    }
}
