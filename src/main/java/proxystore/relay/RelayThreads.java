package proxystore.relay;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import proxystore.relay.concurrent.NamedThreads;

/** The threads of one relay beside its heartbeat; each one ends when it has been idle for a while. */
final class RelayThreads {
    /** Several, because a container may block one for seconds when a peer does not read its close frame. */
    static final int BACKGROUND_THREADS = 8;

    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor background = executor(BACKGROUND_THREADS, "relay-background-");
    private final ThreadPoolExecutor returning = executor(1, "relay-returns-");

    private static ThreadPoolExecutor executor(int threads, String prefix) {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new NamedThreads(prefix));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Executes what may block in a container: pings, closes and cuts. */
    Executor background() {
        return background;
    }

    /** Returns undelivered messages, one at a time. */
    Executor returning() {
        return returning;
    }

    /** Accepts no further background task. */
    void closeBackground() {
        background.shutdown();
    }

    /**
     * Waits for the background tasks after {@link #closeBackground}.
     *
     * @param deadline the time at which the wait ends ({@link System#nanoTime})
     * @return whether they have ended
     */
    boolean awaitBackground(long deadline) throws InterruptedException {
        return background.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Interrupts all threads. Idempotent. */
    void close() {
        background.shutdownNow();
        returning.shutdownNow();
    }
}
