package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** Two endpoints that reach each other, again and again on a thread of their own, while the relay is busy with others. */
final class HealthyPair implements AutoCloseable {
    private final TestEndpoint first;
    private final TestEndpoint second;
    private final AtomicInteger exchanges = new AtomicInteger();
    private final CompletableFuture<Void> running;
    private volatile boolean stopped;

    HealthyPair(Peers peers) {
        this.first = peers.register(ClientGeneration.V0_5);
        this.second = peers.register(ClientGeneration.V1_0);
        this.running = CompletableFuture.runAsync(this::run, task -> new Thread(task, "healthy-pair").start());
    }

    private void run() {
        while (!stopped) {
            first.reaches(second);
            second.reaches(first);
            exchanges.incrementAndGet();
        }
    }

    /** The number of exchanges: a message in each direction. */
    int exchanges() {
        return exchanges.get();
    }

    /** Waits for this number of further exchanges; fails if a message does not arrive. */
    void awaitExchanges(int more) {
        int enough = exchanges() + more;
        Patience.await("exchanges of a healthy pair").until(() -> exchanges() >= enough || running.isDone());
        assertThat(running).as("the pair's thread").isNotCompletedExceptionally();
    }

    /** Fails with the pair's failure, if it had one. */
    @Override
    public void close() {
        stopped = true;
        running.join();
    }
}
