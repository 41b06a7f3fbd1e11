package proxystore.relay.auth;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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
 * Caches accepted tokens by hash and merges concurrent checks of one token. The connections that wait for a merged
 * check are answered in the order of their requests.
 *
 * <p>Only accepted tokens are cached. A refusal ends a ProxyStore 1.0 client's attempts, so it is hardly ever repeated;
 * a failure proves nothing about the token. The age of an entry is measured by a monotonic clock; only the token's
 * expiry is a time of day.
 */
public final class CachingTokenVerifier implements AsyncTokenVerifier {
    private static final Logger LOGGER = System.getLogger(CachingTokenVerifier.class.getName());

    private final AsyncTokenVerifier source;
    private final int maxEntries;
    private final Duration maxAge;
    private final Clock clock;
    private final LongSupplier nanoTime;

    private final Object lock = new Object();
    /** By the token's hash, oldest first. */
    @GuardedBy("lock")
    private final Map<String, CachedProof> accepted = new LinkedHashMap<>();
    /**
     * By the token's hash, the connections that wait for its check, in the order of their requests. The entry stays
     * until the last of them is answered. The source bounds the number of entries.
     */
    @GuardedBy("lock")
    private final Map<String, Deque<CompletableFuture<Authentication>>> pending = new HashMap<>();

    private record CachedProof(Authentication.Accepted accepted, long endNanos) {}

    /**
     * A cache that closes {@code source} when it is closed.
     *
     * @param maxEntries number of cached tokens, 0 for none; one more replaces the oldest
     * @param maxAge longest time that a token is cached; it is dropped earlier when it expires
     * @param clock the time of day, for the expiry of tokens
     * @param nanoTime the monotonic clock for the age of entries, in nanoseconds
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
            Deque<CompletableFuture<Authentication>> waiting = pending.get(hash);
            if (waiting != null) {
                waiting.add(result);
                return result;
            }
            CachedProof cached = accepted.get(hash);
            if (cached != null && isFresh(cached)) {
                return CompletableFuture.completedStage(cached.accepted());
            }
            pending.put(hash, new ArrayDeque<>(List.of(result)));
        }
        try {
            var unused = source.check(token).thenAccept(authentication -> settle(hash, authentication));
        } catch (Throwable e) { // an Error too: the token's check would stay pending indefinitely
            String what = e.getClass().getSimpleName();
            settle(hash, new Authentication.Unavailable("the check failed: " + what));
            LOGGER.log(Level.ERROR, "A check of credentials failed", e);
        }
        return result;
    }

    private boolean isFresh(CachedProof cached) {
        return nanoTime.getAsLong() - cached.endNanos() < 0
                && cached.accepted()
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

    /** Removes the connection that has waited longest; after the last one the check is no longer pending. */
    private @Nullable CompletableFuture<Authentication> next(String hash) {
        synchronized (lock) {
            Deque<CompletableFuture<Authentication>> waiting = pending.get(hash);
            CompletableFuture<Authentication> next = waiting == null ? null : waiting.poll();
            if (next == null) {
                pending.remove(hash);
            }
            return next;
        }
    }

    private void remember(String hash, Authentication authentication) {
        synchronized (lock) {
            accepted.remove(hash);
            if (authentication instanceof Authentication.Accepted proof && maxEntries > 0) {
                accepted.put(hash, new CachedProof(proof, nanoTime.getAsLong() + maxAge.toNanos()));
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
