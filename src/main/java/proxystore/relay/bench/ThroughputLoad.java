package proxystore.relay.bench;

/** {@link Mode#THROUGHPUT}: whatever arrives makes room for the next message, so the slowest part is always busy. */
final class ThroughputLoad extends PairLoad {
    /** Messages that each client keeps in flight to its partner. */
    static final int WINDOW = 4;

    ThroughputLoad(BenchPlan plan, Connector connector, BenchCounters tally) {
        super(plan, connector, tally);
    }

    @Override
    public void start() {
        for (Pairs.Way way : ways()) {
            way.flow().onSettled(() -> {
                if (!isStopped()) {
                    way.send(System.nanoTime());
                }
            });
        }
        for (Pairs.Way way : ways()) {
            for (int i = 0; i < WINDOW; i++) {
                way.send(System.nanoTime());
            }
        }
    }
}
