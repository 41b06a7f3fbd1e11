package proxystore.relay.standalone.frames;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

/** Where threads wait for each other, again and again. */
final class Meeting {
    private static final int TIMEOUT_MS = 10_000;

    private final CyclicBarrier barrier;

    Meeting(int threads) {
        barrier = new CyclicBarrier(threads);
    }

    void await() {
        try {
            barrier.await(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
