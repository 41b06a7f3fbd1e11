package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that come all the time: several threads connect, register and leave, one client after the other. A connection that
 * is refused, reset or not served would end a ProxyStore endpoint, so each is a failure.
 */
final class Visitors implements AutoCloseable {
    private static final int THREADS = 4;

    private final RelayAddress relay;
    private final List<Thread> threads = new ArrayList<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger visits = new AtomicInteger();
    /** Set by the closing thread. */
    private volatile boolean stopped;

    private Visitors(RelayAddress relay) {
        this.relay = relay;
    }

    static Visitors of(RelayAddress relay) {
        Visitors visitors = new Visitors(relay);
        for (int i = 0; i < THREADS; i++) {
            ClientGeneration generation = ClientGeneration.byTurns(i);
            Thread thread = new Thread(() -> visitors.visitAgainAndAgain(generation), "visitor-" + i);
            thread.start();
            visitors.threads.add(thread);
        }
        return visitors;
    }

    private void visitAgainAndAgain(ClientGeneration generation) {
        while (!stopped) {
            try (Peers one = new Peers(relay)) {
                one.register(generation).assertRegisteredAndQuiet();
                visits.incrementAndGet();
            } catch (RuntimeException | AssertionError e) {
                failures.add(e);
            }
        }
    }

    /** Waits until this number of further clients has come and left. */
    void awaitMore(int number) {
        int goal = visits.get() + number;
        Patience.await(number + " more visits").until(() -> visits.get() >= goal || !failures.isEmpty());
    }

    /** Ends the visits; returns the number of clients, each of which was served. */
    int assertAllWereServed() {
        close();
        assertThat(failures).as("failures beside %s visits", visits).isEmpty();
        return visits.get();
    }

    @Override
    public void close() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
