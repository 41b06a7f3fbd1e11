package proxystore.relay.bench;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * {@link Mode#RATE}: the n-th message is due n/rate seconds after the beginning and is sent then, whether or not earlier
 * ones have arrived, so a stall of the relay is charged to every message that was due in it.
 */
final class RateLoad extends PairLoad {
    /**
     * Messages in flight, most of them waiting in this program for their turn (some 200 bytes each): beyond this many the
     * relay does not keep up and the bench ends.
     */
    static final int MAX_IN_FLIGHT = 1_000_000;

    private final double nanosApart;
    private final BenchCounters tally;
    private final GeneratorMonitor generator;

    RateLoad(BenchPlan plan, Connector connector, BenchCounters tally, GeneratorMonitor generator) {
        super(plan, connector, tally);
        this.nanosApart = 1e9 / plan.rate();
        this.tally = tally;
        this.generator = generator;
    }

    @Override
    public void start() {
        Thread pace = new Thread(this::keepPace, "relay-bench-pace");
        pace.setDaemon(true);
        pace.start();
    }

    private void keepPace() {
        List<Pairs.Way> ways = ways();
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
            ways.get((int) (n % ways.size())).send(due);
        }
    }

    @Override
    public @Nullable String over() {
        if (underWay() > MAX_IN_FLIGHT) {
            String why = "the relay does not keep up: " + MAX_IN_FLIGHT + " messages were in flight";
            tally.problem(why);
            return why;
        }
        return super.over();
    }
}
