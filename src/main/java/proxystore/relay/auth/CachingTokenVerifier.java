package proxystore.relay.auth;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for a while whose a token is, by the token's hash, and asks only once for a token that several connections
 * bring at the same time. These are answered in the order in which they asked.
 *
 * <p>Only what was accepted is remembered. A refusal ends a ProxyStore 1.0 client's attempts, so it is hardly asked for
 * again; and a failure says nothing about the token. The age of an entry is measured by a clock that no operator sets;
 * only the token's own expiry is a time of day.
 */
public final class CachingTokenVerifier implements AsyncTokenVerifier {
    private static final Logger LOGGER = System.getLogger(CachingTokenVerifier.class.getName());

    private final AsyncTokenVerifier source;
    private final int maxEntries;
    private final Duration maxAge;
    private final Clock clock;
    private final LongSupplier nanoTime;

    private final Object lock = new Object();
    /** Guarded by the lock: by the token's hash, oldest first. */
    private final Map<String, Entry> accepted = new LinkedHashMap<>();
    /**
     * Guarded by the lock: by the token's hash, the connections that wait for its check, in the order in which they came.
     * The entry stays until the last of them is answered. The number of entries is bounded by what the source takes.
     */
    private final Map<String, Deque<CompletableFuture<Authentication>>> underWay = new HashMap<>();

    private record Entry(Authentication.Accepted accepted, long endNanos) {}

    /**
     * A check that closes {@code source} when it is closed.
     *
     * @param maxEntries tokens that are remembered, 0 for none; past it the oldest is forgotten
     * @param maxAge longest time that a token is remembered; its own expiry ends it sooner
     * @param clock the time of day, for the expiry of tokens
     * @param nanoTime the clock for the age of entries, in nanoseconds from any moment
     */
    public CachingTokenVerifier(
            AsyncTokenVerifier source, int maxEntries, Duration maxAge, Clock clock, LongSupplier nanoTime) {
        this.source = source;
        this.maxEntries = maxEntries;
        this.maxAge = maxAge;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    @Override
    public CompletionStage<Authentication> check(BearerToken token) {
        String hash = token.sha256();
        CompletableFuture<Authentication> result = new CompletableFuture<>();
        synchronized (lock) {
            Deque<CompletableFuture<Authentication>> waiting = underWay.get(hash);
            if (waiting != null) {
                waiting.add(result);
                return result;
            }
            Entry entry = accepted.get(hash);
            if (entry != null && isGood(entry)) {
                return CompletableFuture.completedStage(entry.accepted());
            }
            underWay.put(hash, new ArrayDeque<>(List.of(result)));
        }
        try {
            var unused = source.check(token).thenAccept(authentication -> settle(hash, authentication));
        } catch (Throwable e) { // an Error too: unsettled, the token would be under way indefinitely
            String what = e.getClass().getSimpleName();
            settle(hash, new Authentication.Unavailable("the check failed: " + what));
            LOGGER.log(Level.ERROR, "A check of credentials failed", e);
        }
        return result;
    }

    private boolean isGood(Entry entry) {
        return nanoTime.getAsLong() - entry.endNanos() < 0
                && entry.accepted()
                        .expiry()
                        .filter(end -> !clock.instant().isBefore(end))
                        .isEmpty();
    }

    private void settle(String hash, Authentication authentication) {
        try {
            remember(hash, authentication);
        } finally {
            for (CompletableFuture<Authentication> next = next(hash); next != null; next = next(hash)) {
                next.complete(authentication);
            }
        }
    }

    /** Takes the connection that has waited longest; after the last one the check is no longer under way. */
    private @Nullable CompletableFuture<Authentication> next(String hash) {
        synchronized (lock) {
            Deque<CompletableFuture<Authentication>> waiting = underWay.get(hash);
            CompletableFuture<Authentication> next = waiting == null ? null : waiting.poll();
            if (next == null) {
                underWay.remove(hash);
            }
            return next;
        }
    }

    private void remember(String hash, Authentication authentication) {
        synchronized (lock) {
            accepted.remove(hash);
            if (authentication instanceof Authentication.Accepted proof && maxEntries > 0) {
                accepted.put(hash, new Entry(proof, nanoTime.getAsLong() + maxAge.toNanos()));
                if (accepted.size() > maxEntries) {
                    Iterator<String> oldest = accepted.keySet().iterator();
                    oldest.next();
                    oldest.remove();
                }
            }
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
