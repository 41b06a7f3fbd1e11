package proxystore.relay.auth.provider;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.auth.UnavailableException;
import proxystore.relay.log.LogText;

/**
 * The keys that an identity provider publishes (JWK set, RFC 7517, section 5). They are fetched when they are first
 * needed, when they are too old, and when a token names an unknown key, as after a rotation. While the provider does
 * not answer, the keys fetched last stay valid. If the keys cannot be fetched, or the token's key cannot be used, the
 * check is unavailable rather than the token invalid.
 *
 * <p>Nimbus's own key sources, where they tolerate outages, report such a key as one that does not exist.
 */
public final class JwkSetCache implements JWKSource<SecurityContext> {
    private static final Logger LOGGER = System.getLogger(JwkSetCache.class.getName());

    private final IdentityProviderClient provider;
    private final URI url;
    private final Duration maxAge;
    private final Duration minInterval;
    private final LongSupplier nanoTime;
    private final LastingComplaint ignored = new LastingComplaint(LOGGER);

    private final Object lock = new Object();
    /** The keys fetched last; null before the first answer of the provider. */
    @GuardedBy("lock")
    private @Nullable Fetched latest;
    /** The request in flight; null if there is none. */
    @GuardedBy("lock")
    private @Nullable CompletableFuture<Fetched> request;
    /** The provider is not asked again before this time. */
    @GuardedBy("lock")
    private long askAgainNanos;

    private record Fetched(PublishedKeys keys, long atNanos) {}

    /**
     * The keys published at an address.
     *
     * @param maxAge age at which the keys are fetched again, so that a withdrawn key is refused
     * @param minInterval shortest time to the next request after one that failed or that was for an unknown key
     * @param nanoTime the monotonic clock, in nanoseconds
     */
    public JwkSetCache(
            IdentityProviderClient provider, URI url, Duration maxAge, Duration minInterval, LongSupplier nanoTime) {
        this.provider = provider;
        this.url = url;
        this.maxAge = maxAge;
        this.minInterval = minInterval;
        this.nanoTime = nanoTime;
        this.askAgainNanos = nanoTime.getAsLong();
    }

    /**
     * The keys that match. Blocks while the provider is asked.
     *
     * @throws KeySourceException if the key is unknown and the keys could not be fetched, or if the key cannot be used
     */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        Fetched known = current();
        List<JWK> found = known.keys().select(selector);
        return found.isEmpty() ? select(newerThan(known).keys(), selector) : found;
    }

    private static List<JWK> select(PublishedKeys keys, JWKSelector selector) throws KeySourceException {
        List<JWK> found = keys.select(selector);
        if (found.isEmpty() && keys.ignores(selector)) {
            throw new KeySourceException("the token's key is one of those that cannot be used");
        }
        return found;
    }

    private Fetched current() throws KeySourceException {
        Fetched known;
        synchronized (lock) {
            known = latest;
            boolean good = known != null && nanoTime.getAsLong() - known.atNanos() < maxAge.toNanos();
            boolean futile = request != null || isTooEarly();
            if (known != null && (good || futile)) {
                return known;
            }
        }
        try {
            return fetch(null);
        } catch (KeySourceException e) {
            if (known == null) {
                throw e;
            }
            long age = Duration.ofNanos(nanoTime.getAsLong() - known.atNanos()).toSeconds();
            LOGGER.log(Level.WARNING, () -> "Using the keys fetched " + age + " s ago: " + e.getMessage());
            return known;
        }
    }

    @GuardedBy("lock")
    private boolean isTooEarly() {
        return nanoTime.getAsLong() - askAgainNanos < 0;
    }

    private Fetched newerThan(Fetched known) throws KeySourceException {
        Fetched newer = fetch(known);
        synchronized (lock) {
            askAgainNanos = nanoTime.getAsLong() + minInterval.toNanos();
        }
        return newer;
    }

    /**
     * Asks the provider, or waits for the request in flight, unless other keys than {@code known} have arrived since.
     */
    private Fetched fetch(@Nullable Fetched known) throws KeySourceException {
        CompletableFuture<Fetched> mine = new CompletableFuture<>();
        CompletableFuture<Fetched> others;
        synchronized (lock) {
            if (known != null && latest != null && !latest.equals(known)) {
                return latest;
            }
            others = request;
            if (others == null && isTooEarly()) {
                throw new KeySourceException(
                        "the identity provider was asked for its keys less than " + LogText.of(minInterval) + " ago");
            }
            if (others == null) {
                request = mine;
            }
        }
        if (others != null) {
            return await(others);
        }
        Fetched fetched = null;
        Exception failure = new KeySourceException("the identity provider's keys cannot be asked for");
        try {
            fetched = ask();
        } catch (KeySourceException | RuntimeException e) {
            failure = e;
        } finally { // after an Error too: no other thread completes the request
            settle(mine, fetched, failure);
        }
        return await(mine);
    }

    private Fetched ask() throws KeySourceException {
        try {
            PublishedKeys keys = PublishedKeys.parse(provider.get(url));
            if (keys.complaint().isEmpty()) {
                ignored.clear();
            } else {
                ignored.report("Ignoring keys that " + url + " publishes: " + keys.complaint());
            }
            return new Fetched(keys, nanoTime.getAsLong());
        } catch (UnavailableException e) {
            throw new KeySourceException(e.why());
        } catch (ParseException e) {
            throw new KeySourceException("the identity provider's keys cannot be read: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeySourceException("the relay is stopping");
        }
    }

    private void settle(CompletableFuture<Fetched> mine, @Nullable Fetched fetched, Exception failure) {
        try {
            synchronized (lock) {
                request = null;
                if (fetched != null) {
                    latest = fetched;
                } else {
                    askAgainNanos = nanoTime.getAsLong() + minInterval.toNanos();
                }
            }
        } finally {
            if (fetched != null) {
                mine.complete(fetched);
            } else {
                mine.completeExceptionally(failure);
            }
        }
    }

    private static Fetched await(CompletableFuture<Fetched> request) throws KeySourceException {
        try {
            return request.get();
        } catch (ExecutionException e) {
            throw new KeySourceException(
                    String.valueOf(Objects.requireNonNull(e.getCause()).getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeySourceException("the relay is stopping");
        }
    }
}
