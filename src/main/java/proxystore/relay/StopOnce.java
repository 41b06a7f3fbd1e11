package proxystore.relay;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** Stops a relay once: the first caller stops it, and later ones wait for the first. Any thread may call. */
final class StopOnce {
    private final AtomicBoolean begun = new AtomicBoolean();
    /** Counted down once, by the stopping thread. */
    private final CountDownLatch ended = new CountDownLatch(1);
    /** Set by the stopping thread before {@link #ended}. */
    private volatile Drained result = new Drained(0, 0);

    /** Whether a thread has begun to stop the relay. */
    boolean hasBegun() {
        return begun.get();
    }

    /**
     * Stops the relay, or waits until it is stopped. A waiting thread that is interrupted returns early.
     *
     * @param stop bounded in time
     */
    Drained run(Supplier<Drained> stop) {
        if (begun.getAndSet(true)) {
            awaitEnd();
            return result;
        }
        try {
            result = stop.get();
            return result;
        } finally {
            ended.countDown();
        }
    }

    private void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
