package proxystore.relay.auth;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers with a user named like the token, once the test lets it. Counts what goes on at once. */
final class ScriptedVerifier implements TokenVerifier {
    private final Semaphore permits = new Semaphore(0);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();

    @Override
    public Authentication verify(BearerToken token) throws InterruptedException {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        begun.incrementAndGet();
        try {
            permits.acquire();
            return new Authentication.Accepted(
                    new User(token.value(), Thread.currentThread().getName()));
        } finally {
            running.decrementAndGet();
        }
    }

    void letGo(int checks) {
        permits.release(checks);
    }

    int running() {
        return running.get();
    }

    /** The most that ever ran at once. */
    int most() {
        return most.get();
    }

    int begun() {
        return begun.get();
    }
}
