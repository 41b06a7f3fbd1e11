package proxystore.relay.auth;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Accepts each token as the user of its name when the test permits it, and counts concurrent checks. */
final class ScriptedVerifier implements TokenVerifier {
    private final Semaphore permits = new Semaphore(0);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger maxRunning = new AtomicInteger();
    private final AtomicInteger started = new AtomicInteger();

    @Override
    public Authentication verify(BearerToken token) throws InterruptedException {
        maxRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        started.incrementAndGet();
        try {
            permits.acquire();
            return new Authentication.Accepted(
                    new User(token.value(), Thread.currentThread().getName()));
        } finally {
            running.decrementAndGet();
        }
    }

    /** Permits this many checks to complete. */
    void permit(int checks) {
        permits.release(checks);
    }

    int running() {
        return running.get();
    }

    /** The largest number of concurrent checks so far. */
    int maxRunning() {
        return maxRunning.get();
    }

    int started() {
        return started.get();
    }
}
