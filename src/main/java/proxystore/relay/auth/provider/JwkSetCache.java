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
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
 * <p>Known keys are fetched again in the background from half of their age on, so that a busy relay never waits for that. If
 * they are too old all the same, one check waits for a moment.
 *
 * <p>Nimbus's own key sources, where they tolerate outages, report such a key as one that does not exist.
 */
public final class JwkSetCache implements JWKSource<SecurityContext> {
    /** Longest time that a check waits for new keys while it could use known ones. */
    static final Duration REFRESH_PATIENCE = Duration.ofSeconds(1);

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
    /** Whether the last request failed. */
    @GuardedBy("lock")
    private boolean failing;

    /** The known keys are not enough to check a token. */
    static final class ProviderNeededException extends KeySourceException {
        private static final long serialVersionUID = 1;

        ProviderNeededException() {
            super("the identity provider must be asked for its keys");
        }
    }

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

    /**
     * The keys that are known, as a source that never blocks.
     *
     * @return throws {@link ProviderNeededException} for a key that is unknown, or if the known keys are too old
     */
    public JWKSource<SecurityContext> known() {
        return (selector, context) -> {
            if (mustWait()) {
                throw new ProviderNeededException();
            }
            List<JWK> found = current().keys().select(selector);
            if (found.isEmpty()) {
                throw new ProviderNeededException();
            }
            return found;
        };
    }

    /** Whether {@link #current} would wait for the provider. */
    private boolean mustWait() {
        synchronized (lock) {
            return latest == null || (isOlderThan(latest, maxAge) && request == null && !isTooEarly() && !failing);
        }
    }

    private static List<JWK> select(PublishedKeys keys, JWKSelector selector) throws KeySourceException {
        List<JWK> found = keys.select(selector);
        if (found.isEmpty() && keys.ignores(selector)) {
            throw new KeySourceException("the token's key is one of those that cannot be used");
        }
        return found;
    }

    private Fetched current() throws KeySourceException {
        CompletableFuture<Fetched> refresh = new CompletableFuture<>();
        Fetched known;
        boolean wait;
        synchronized (lock) {
            known = latest;
            if (known != null && (!isOlderThan(known, maxAge.dividedBy(2)) || request != null || isTooEarly())) {
                return known;
            }
            wait = known != null && isOlderThan(known, maxAge) && !failing;
            if (known != null) {
                request = refresh;
            }
        }
        if (known == null) {
            return fetch(null);
        }
        refresh(known, refresh);
        return wait ? awaitBriefly(refresh, known) : known;
    }

    @GuardedBy("lock")
    private boolean isOlderThan(Fetched keys, Duration age) {
        return nanoTime.getAsLong() - keys.atNanos() >= age.toNanos();
    }

    /** Asks the provider on another thread for keys that replace known ones. */
    private void refresh(Fetched known, CompletableFuture<Fetched> refresh) {
        try {
            provider.inBackground(() -> run(refresh));
        } catch (RejectedExecutionException | OutOfMemoryError e) { // the relay stops, or there is no thread
            settle(refresh, null, new KeySourceException("the identity provider's keys cannot be asked for"));
        }
        var unused = refresh.whenComplete((fetched, failure) -> {
            if (failure != null) {
                long age =
                        Duration.ofNanos(nanoTime.getAsLong() - known.atNanos()).toSeconds();
                LOGGER.log(Level.WARNING, () -> "Using the keys fetched " + age + " s ago: " + failure.getMessage());
            }
        });
    }

    private static Fetched awaitBriefly(CompletableFuture<Fetched> refresh, Fetched known) throws KeySourceException {
        try {
            return refresh.get(REFRESH_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return known;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeySourceException("the relay is stopping");
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
        run(mine);
        return await(mine);
    }

    private void run(CompletableFuture<Fetched> mine) {
        Fetched fetched = null;
        Exception failure = new KeySourceException("the identity provider's keys cannot be asked for");
        try {
            fetched = ask();
        } catch (KeySourceException | RuntimeException e) {
            failure = e;
        } finally { // after an Error too: no other thread completes the request
            settle(mine, fetched, failure);
        }
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
                failing = fetched == null;
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
