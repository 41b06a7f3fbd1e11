package proxystore.relay.standalone.frames;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;

/** A barrier at which threads wait for each other, any number of times. */
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
