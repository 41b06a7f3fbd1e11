package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** Two endpoints that reach each other, again and again on a thread of their own, while the relay is busy with others. */
final class HealthyPair implements AutoCloseable {
    private final TestEndpoint first;
    private final TestEndpoint second;
    /** Between the times at which two exchanges are due. */
    private final Duration pace;

    private final AtomicInteger exchanges = new AtomicInteger();
    /** Nanoseconds of each exchange, from the time at which it was due: an exchange that is late delays those behind it. */
    private final Recorder times = new Recorder(3);

    private final CompletableFuture<Void> running;
    private volatile boolean stopped;

    /** A pair whose exchanges follow each other at once. */
    HealthyPair(Peers peers) {
        this(peers, Duration.ZERO);
    }

    HealthyPair(Peers peers, Duration pace) {
        this.pace = pace;
        this.first = peers.register(ClientGeneration.V0_5);
        this.second = peers.register(ClientGeneration.V1_0);
        this.running = CompletableFuture.runAsync(this::run, task -> new Thread(task, "healthy-pair").start());
    }

    private void run() {
        long dueNanos = System.nanoTime();
        while (!stopped) {
            first.reaches(second);
            second.reaches(first);
            exchanges.incrementAndGet();
            long nowNanos = System.nanoTime();
            times.recordValue(nowNanos - dueNanos);
            dueNanos = pace.isZero() ? nowNanos : dueNanos + pace.toNanos();
            while (!stopped && System.nanoTime() < dueNanos) {
                LockSupport.parkNanos(dueNanos - System.nanoTime());
            }
        }
    }

    /** The number of exchanges: a message in each direction. */
    int exchanges() {
        return exchanges.get();
    }

    /** The nanoseconds of the exchanges since the last call. */
    Histogram takeTimes() {
        return times.getIntervalHistogram();
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
