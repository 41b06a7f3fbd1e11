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
 * Caches accepted tokens and, for seconds, refused ones by hash, and merges concurrent checks of one token. The connections
 * that wait for a merged check are answered in the order of their requests.
 *
 * <p>A refusal ends a ProxyStore 1.0 client's attempts; a client that repeats a refused token all the same does not reach the
 * provider each time. A failure proves nothing about the token and is not cached. The age of an entry is measured by a
 * monotonic clock; only the token's expiry is a time of day.
 */
public final class CachingTokenVerifier implements AsyncTokenVerifier {
    private static final Logger LOGGER = System.getLogger(CachingTokenVerifier.class.getName());

    private final AsyncTokenVerifier source;
    private final int maxEntries;
    private final Duration maxAge;
    private final Duration maxRefusedAge;
    private final Clock clock;
    private final LongSupplier nanoTime;

    private final Object lock = new Object();
    /** By the token's hash, oldest first. */
    @GuardedBy("lock")
    private final Map<String, CachedProof> accepted = new LinkedHashMap<>();
    /** By the token's hash, oldest first. Apart, so that junk tokens replace no accepted ones. */
    @GuardedBy("lock")
    private final Map<String, CachedRefusal> refused = new LinkedHashMap<>();
    /**
     * By the token's hash, the connections that wait for its check, in the order of their requests. The entry stays
     * until the last of them is answered. The source bounds the number of entries.
     */
    @GuardedBy("lock")
    private final Map<String, Deque<CompletableFuture<Authentication>>> pending = new HashMap<>();

    private record CachedProof(Authentication.Accepted accepted, long endNanos) {}

    private record CachedRefusal(Authentication.Forbidden refusal, long endNanos) {}

    /**
     * A cache that closes {@code source} when it is closed.
     *
     * @param maxEntries number of cached accepted tokens, and of refused ones, 0 for none; one more replaces the oldest
     * @param maxAge longest time that an accepted token is cached; it is dropped earlier when it expires
     * @param maxRefusedAge time that a refused token is cached
     * @param clock the time of day, for the expiry of tokens
     * @param nanoTime the monotonic clock for the age of entries, in nanoseconds
     */
    public CachingTokenVerifier(
            AsyncTokenVerifier source,
            int maxEntries,
            Duration maxAge,
            Duration maxRefusedAge,
            Clock clock,
            LongSupplier nanoTime) {
        this.source = source;
        this.maxEntries = maxEntries;
        this.maxAge = maxAge;
        this.maxRefusedAge = maxRefusedAge;
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
            Authentication cached = cached(hash);
            if (cached != null) {
                return CompletableFuture.completedStage(cached);
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

    @Override
    public boolean isKnown(BearerToken token) {
        String hash = token.sha256();
        synchronized (lock) {
            return cached(hash) != null;
        }
    }

    @GuardedBy("lock")
    private @Nullable Authentication cached(String hash) {
        CachedProof proof = accepted.get(hash);
        if (proof != null && isFresh(proof)) {
            return proof.accepted();
        }
        CachedRefusal known = refused.get(hash);
        return known != null && nanoTime.getAsLong() - known.endNanos() < 0 ? known.refusal() : null;
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
            refused.remove(hash);
            long nowNanos = nanoTime.getAsLong();
            if (authentication instanceof Authentication.Accepted proof) {
                put(accepted, hash, new CachedProof(proof, nowNanos + maxAge.toNanos()));
            } else if (authentication instanceof Authentication.Forbidden refusal) {
                put(refused, hash, new CachedRefusal(refusal, nowNanos + maxRefusedAge.toNanos()));
            }
        }
    }

    @GuardedBy("lock")
    private <T> void put(Map<String, T> cache, String hash, T entry) {
        if (maxEntries == 0) {
            return;
        }
        cache.put(hash, entry);
        if (cache.size() > maxEntries) {
            Iterator<String> oldest = cache.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    @Override
    public void close() {
        source.close();
    }
}
