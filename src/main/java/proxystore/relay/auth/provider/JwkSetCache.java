package proxystore.relay.auth.provider;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
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

/**
 * The keys that an identity provider publishes (JWK set, RFC 7517, section 5). They are fetched when they are first
 * needed, when they are too old, and when a token names a key that is not among them, which is how a rotation shows.
 * While the provider does not answer, the keys it gave last stay good. If a key cannot be looked for, or cannot be used,
 * the check is unavailable: that is not the token's fault.
 *
 * <p>Nimbus has sources of keys too; theirs, when tolerant of outages, report such a key as one that does not exist.
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
    /** Guarded by the lock: null until the provider has answered for the first time. */
    private @Nullable Fetched latest;
    /** Guarded by the lock: the question that is under way; null if none is. */
    private @Nullable CompletableFuture<Fetched> question;
    /** Guarded by the lock: the provider is not asked again before this. */
    private long askAgainNanos;

    private record Fetched(PublishedKeys keys, long atNanos) {}

    /**
     * The keys published at an address.
     *
     * @param maxAge after so long they are fetched again, so that a withdrawn one stops being good
     * @param minInterval so long the provider is not asked again after it failed, or was asked for an unknown key
     * @param nanoTime the clock, in nanoseconds from any moment: a step of the time of day changes nothing
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
     * The keys that fit. Blocks while the provider is asked.
     *
     * @throws KeySourceException if the key is not known and the provider could not be asked for it, or it cannot be used
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
            boolean pointless = question != null || isTooEarly();
            if (known != null && (good || pointless)) {
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

    /** Called with the lock held. */
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

    /** Asks the provider, or waits for the question under way, unless something else than {@code known} is here by now. */
    private Fetched fetch(@Nullable Fetched known) throws KeySourceException {
        CompletableFuture<Fetched> mine = new CompletableFuture<>();
        CompletableFuture<Fetched> others;
        synchronized (lock) {
            if (known != null && latest != null && !latest.equals(known)) {
                return latest;
            }
            others = question;
            if (others == null && isTooEarly()) {
                throw new KeySourceException("the identity provider was asked for its keys less than "
                        + BigDecimal.valueOf(minInterval.toMillis(), 3)
                                .stripTrailingZeros()
                                .toPlainString() + " s ago");
            }
            if (others == null) {
                question = mine;
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
        } finally { // after an Error too: nobody else ends the question
            settle(mine, fetched, failure);
        }
        return await(mine);
    }

    private Fetched ask() throws KeySourceException {
        try {
            PublishedKeys keys = PublishedKeys.parse(provider.get(url));
            if (keys.complaint().isEmpty()) {
                ignored.isOver();
            } else {
                ignored.is("Ignoring keys that " + url + " publishes: " + keys.complaint());
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
                question = null;
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

    private static Fetched await(CompletableFuture<Fetched> question) throws KeySourceException {
        try {
            return question.get();
        } catch (ExecutionException e) {
            throw new KeySourceException(
                    String.valueOf(Objects.requireNonNull(e.getCause()).getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KeySourceException("the relay is stopping");
        }
    }
}
