package proxystore.relay.auth;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import proxystore.relay.concurrent.NamedThreads;

/**
 * Runs a {@link TokenVerifier} on a pool of threads, {@code relay-auth-…}, which end after 10 s without work. The
 * threads and the checks that wait for them are bounded; a check beyond the bounds is
 * {@link Authentication.Unavailable} at once.
 */
public final class ThreadPoolTokenVerifier implements AsyncTokenVerifier {
    private static final Logger LOGGER = System.getLogger(ThreadPoolTokenVerifier.class.getName());
    private static final Authentication STOPPING = new Authentication.Unavailable("the relay is stopping");
    /** Created in advance: after an OutOfMemoryError there may be no memory for it. */
    private static final Authentication FAILED = new Authentication.Unavailable("the check failed");

    private static final long IDLE_THREAD_SECONDS = 10;

    private final TokenVerifier verifier;
    private final int maxWaiting;
    private final Duration maxWait;
    private final Runnable afterwards;
    private final ThreadPoolExecutor threads;

    /**
     * A pool for one verifier.
     *
     * @param maxConcurrent checks at a time, each on a thread of its own
     * @param maxWaiting checks that may wait for a thread; one more is {@link Authentication.Unavailable}
     * @param maxWait longest time that a check waits for a thread; then it is {@link Authentication.Unavailable}
     * @param afterwards releases what the verifier uses; run when this is closed
     */
    public ThreadPoolTokenVerifier(
            TokenVerifier verifier, int maxConcurrent, int maxWaiting, Duration maxWait, Runnable afterwards) {
        this.verifier = verifier;
        this.maxWaiting = maxWaiting;
        this.maxWait = maxWait;
        this.afterwards = afterwards;
        BlockingQueue<Runnable> waiting =
                maxWaiting == 0 ? new SynchronousQueue<>() : new LinkedBlockingQueue<>(maxWaiting);
        this.threads = new ThreadPoolExecutor(
                maxConcurrent,
                maxConcurrent,
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                waiting,
                new NamedThreads("relay-auth-"));
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public CompletionStage<Authentication> check(BearerToken token) {
        PooledCheck check = new PooledCheck(token, System.nanoTime());
        try {
            threads.execute(check);
        } catch (RejectedExecutionException e) {
            check.result.complete(
                    threads.isShutdown()
                            ? STOPPING
                            : new Authentication.Unavailable("too many checks are waiting already, " + maxWaiting));
        } catch (OutOfMemoryError e) {
            check.fail("the system gives no thread for it");
        }
        return check.result;
    }

    @Override
    public void close() {
        threads.shutdownNow().forEach(waiting -> ((PooledCheck) waiting).result.complete(STOPPING));
        afterwards.run();
    }

    private final class PooledCheck implements Runnable {
        private final BearerToken token;
        private final long submittedNanos;
        private final CompletableFuture<Authentication> result = new CompletableFuture<>();

        PooledCheck(BearerToken token, long submittedNanos) {
            this.token = token;
            this.submittedNanos = submittedNanos;
        }

        @Override
        public void run() {
            if (System.nanoTime() - submittedNanos > maxWait.toNanos()) {
                fail("the check has waited for its turn too long");
                return;
            }
            Authentication outcome = FAILED;
            try {
                outcome = verify();
            } finally {
                result.complete(outcome);
            }
        }

        private Authentication verify() {
            try {
                return verifier.verify(token);
            } catch (UnavailableException e) {
                return new Authentication.Unavailable(e.why());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return STOPPING;
            } catch (Throwable e) { // an Error too: the connection would never get an answer
                if (threads.isShutdown()) {
                    return STOPPING; // the verifier's resources have been released
                }
                LOGGER.log(Level.ERROR, "A check of credentials failed", e);
                return new Authentication.Unavailable(
                        "the check failed: " + e.getClass().getSimpleName());
            }
        }

        void fail(String why) {
            result.complete(new Authentication.Unavailable(why));
        }
    }
}
