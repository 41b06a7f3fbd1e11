package proxystore.relay.auth;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
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
 * Lets a {@link TokenVerifier} take its time on threads of its own, called {@code relay-auth-…}, which end when idle.
 * Both the threads and what waits for them are bounded: a check too many fails at once, and nobody else is delayed.
 */
public final class ThreadPoolTokenVerifier implements AsyncTokenVerifier {
    private static final Logger LOGGER = System.getLogger(ThreadPoolTokenVerifier.class.getName());
    private static final Authentication STOPPING = new Authentication.Unavailable("the relay is stopping");
    /** Made beforehand: it is for whom there was no memory to say more. */
    private static final Authentication FAILED = new Authentication.Unavailable("the check failed");

    private static final long IDLE_THREAD_SECONDS = 10;

    private final TokenVerifier verifier;
    private final TokenCheckLimits limits;
    private final Runnable afterwards;
    private final ThreadPoolExecutor threads;

    /**
     * @param afterwards releases what the verifier uses; run when this is closed
     */
    public ThreadPoolTokenVerifier(TokenVerifier verifier, TokenCheckLimits limits, Runnable afterwards) {
        this.verifier = verifier;
        this.limits = limits;
        this.afterwards = afterwards;
        BlockingQueue<Runnable> waiting =
                limits.maxWaiting() == 0 ? new SynchronousQueue<>() : new LinkedBlockingQueue<>(limits.maxWaiting());
        this.threads = new ThreadPoolExecutor(
                limits.maxConcurrent(),
                limits.maxConcurrent(),
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                waiting,
                new NamedThreads("relay-auth-"));
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public CompletionStage<Authentication> check(BearerToken token) {
        Check check = new Check(token, System.nanoTime());
        try {
            threads.execute(check);
        } catch (RejectedExecutionException e) {
            check.result.complete(
                    threads.isShutdown()
                            ? STOPPING
                            : new Authentication.Unavailable(
                                    "too many checks are waiting already, " + limits.maxWaiting()));
        } catch (OutOfMemoryError e) {
            check.giveUp("the system gives no thread for it");
        }
        return check.result;
    }

    @Override
    public void close() {
        threads.shutdownNow().forEach(waiting -> ((Check) waiting).result.complete(STOPPING));
        afterwards.run();
    }

    private final class Check implements Runnable {
        private final BearerToken token;
        private final long askedNanos;
        private final CompletableFuture<Authentication> result = new CompletableFuture<>();

        Check(BearerToken token, long askedNanos) {
            this.token = token;
            this.askedNanos = askedNanos;
        }

        @Override
        public void run() {
            if (System.nanoTime() - askedNanos > limits.maxWait().toNanos()) {
                giveUp("the check has waited for its turn too long");
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
            } catch (Throwable e) { // an Error too: whoever waits would wait for ever
                if (threads.isShutdown()) {
                    return STOPPING; // what the verifier uses is gone already
                }
                LOGGER.log(Level.ERROR, "A check of credentials failed", e);
                return new Authentication.Unavailable(
                        "the check failed: " + e.getClass().getSimpleName());
            }
        }

        void giveUp(String why) {
            result.complete(new Authentication.Unavailable(why));
        }
    }
}
