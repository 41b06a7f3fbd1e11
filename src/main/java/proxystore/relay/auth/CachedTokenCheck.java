package proxystore.relay.auth;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Remembers for a while whose a token is, by the token's hash, and asks only once for a token that several connections
 * bring at the same time.
 *
 * <p>Only what was accepted is remembered. A refusal ends a ProxyStore 1.0 client's attempts, so it is hardly asked for
 * again; and a failure says nothing about the token.
 */
public final class CachedTokenCheck implements TokenCheck {
    private static final Logger LOGGER = System.getLogger(CachedTokenCheck.class.getName());

    private final TokenCheck source;
    private final int maxEntries;
    private final Duration maxAge;
    private final Clock clock;

    private final Object lock = new Object();
    /** Guarded by the lock: by the token's hash, oldest first. */
    private final Map<String, Entry> accepted = new LinkedHashMap<>();
    /** Guarded by the lock: the checks that have not ended, by the token's hash; bounded by what the source takes. */
    private final Map<String, CompletionStage<Authentication>> underWay = new HashMap<>();

    private record Entry(Authentication.Accepted accepted, Instant end) {}

    /**
     * A check that closes {@code source} when it is closed.
     *
     * @param maxEntries tokens that are remembered, 0 for none; past it the oldest is forgotten
     * @param maxAge longest time that a token is remembered; its own expiry ends it sooner
     */
    public CachedTokenCheck(TokenCheck source, int maxEntries, Duration maxAge, Clock clock) {
        this.source = source;
        this.maxEntries = maxEntries;
        this.maxAge = maxAge;
        this.clock = clock;
    }

    @Override
    public CompletionStage<Authentication> check(BearerToken token) {
        String hash = token.sha256();
        CompletableFuture<Authentication> result = new CompletableFuture<>();
        synchronized (lock) {
            Entry entry = accepted.get(hash);
            if (entry != null && clock.instant().isBefore(entry.end())) {
                return CompletableFuture.completedStage(entry.accepted());
            }
            CompletionStage<Authentication> asked = underWay.putIfAbsent(hash, result);
            if (asked != null) {
                return asked;
            }
        }
        try {
            var unused = source.check(token).thenAccept(authentication -> settle(hash, authentication, result));
        } catch (Throwable e) { // an Error too: unsettled, the token would be under way for ever
            String what = e.getClass().getSimpleName();
            settle(hash, new Authentication.Unavailable("the check failed: " + what), result);
            LOGGER.log(Level.ERROR, "A check of credentials failed", e);
        }
        return result;
    }

    private void settle(String hash, Authentication authentication, CompletableFuture<Authentication> result) {
        try {
            remember(hash, authentication);
        } finally {
            result.complete(authentication);
        }
    }

    private void remember(String hash, Authentication authentication) {
        synchronized (lock) {
            underWay.remove(hash);
            accepted.remove(hash);
            if (authentication instanceof Authentication.Accepted proof && maxEntries > 0) {
                Instant latest = clock.instant().plus(maxAge);
                Instant end = proof.expiry().filter(latest::isAfter).orElse(latest);
                accepted.put(hash, new Entry(proof, end));
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
