package proxystore.relay.web;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import proxystore.relay.concurrent.NamedThreads;

/**
 * The threads {@code relay-pages-…} that make the pages of a server whose own threads must not block. They exist while there
 * is something to do. A page past {@value #MAX_WAITING} waiting ones is rejected, and so answered with 503.
 */
public final class PageThreads implements Executor, AutoCloseable {
    /** The largest number of pages that are made at a time. */
    static final int THREADS = 2;

    /** The largest number of pages that wait for a thread. */
    static final int MAX_WAITING = 64;

    private static final long IDLE_SECONDS = 10;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            new NamedThreads("relay-pages-"));

    /** No thread yet. */
    public PageThreads() {
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable page) {
        threads.execute(page);
    }

    /** Interrupts the threads and drops the waiting pages. Idempotent. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
