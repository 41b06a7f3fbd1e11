package proxystore.relay.auth;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import proxystore.relay.concurrent.NamedThreads;

/**
 * Limits the time of each check, including the waiting for a thread, the identity provider or a file. A late check is
 * {@link Authentication.Unavailable}; the source continues it, so that a cache below knows the token when the client
 * tries again.
 *
 * <p>The limit is below the 10 s that ProxyStore's endpoints wait for an answer: an endpoint that is not answered tries
 * again on a second connection and leaves the first one open.
 *
 * <p>Its thread, {@code relay-auth-deadline-…}, ends after 10 s without work.
 */
public final class TimedTokenVerifier implements AsyncTokenVerifier {
    private static final long IDLE_THREAD_SECONDS = 10;

    private final AsyncTokenVerifier source;
    private final Duration limit;
    private final Authentication late;
    private final ScheduledThreadPoolExecutor deadlines;

    /**
     * A verifier that closes {@code source} when it is closed.
     *
     * @param limit longest time from {@link #check} to its completion
     */
    public TimedTokenVerifier(AsyncTokenVerifier source, Duration limit) {
        this.source = source;
        this.limit = limit;
        this.late = new Authentication.Unavailable(
                "the check has taken longer than " + limit.toMillis() / 1000.0 + " s (auth.timeout)");
        this.deadlines = new ScheduledThreadPoolExecutor(1, new NamedThreads("relay-auth-deadline-"));
        deadlines.setRemoveOnCancelPolicy(true);
        deadlines.setKeepAliveTime(IDLE_THREAD_SECONDS, TimeUnit.SECONDS);
        deadlines.allowCoreThreadTimeOut(true);
    }

    @Override
    public CompletionStage<Authentication> check(BearerToken token) {
        CompletionStage<Authentication> pending = source.check(token);
        if (pending.toCompletableFuture().isDone()) {
            return pending;
        }
        CompletableFuture<Authentication> result = new CompletableFuture<>();
        Future<?> deadline;
        try {
            deadline = deadlines.schedule(() -> result.complete(late), limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException | OutOfMemoryError e) { // closed, or no thread
            return pending;
        }
        var unused = pending.thenAccept(authentication -> {
            deadline.cancel(false);
            result.complete(authentication);
        });
        return result;
    }

    @Override
    public boolean isKnown(BearerToken token) {
        return source.isKnown(token);
    }

    @Override
    public void close() {
        deadlines.shutdownNow();
        source.close();
    }
}
