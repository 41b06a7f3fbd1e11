package proxystore.relay.bench;

/** {@link Mode#THROUGHPUT}: each arrival starts the next message, so the slowest part of the system is always busy. */
final class ThroughputLoad extends PairLoad {
    /** Messages that each client keeps in flight to its partner. */
    static final int WINDOW = 4;

    ThroughputLoad(BenchPlan plan, Connector connector, BenchCounters counters) {
        super(plan, connector, counters);
    }

    @Override
    public void start() {
        for (Direction direction : directions()) {
            direction.flow().onSettled(() -> {
                if (!isStopped()) {
                    direction.send(System.nanoTime());
                }
            });
        }
        for (Direction direction : directions()) {
            for (int i = 0; i < WINDOW; i++) {
                direction.send(System.nanoTime());
            }
        }
    }
}
