package proxystore.relay.auth;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.net.URI;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The keys that an identity provider publishes (JWK set, RFC 7517, section 5). They are fetched when they are first
 * needed, when they are too old, and when a token names a key that is not among them, which is how a rotation shows.
 * While the provider does not answer, the keys it gave last stay good; a key that nobody could look for is the
 * provider's failure and not the token's.
 *
 * <p>Nimbus has sources of keys too; theirs, when tolerant of outages, report such a key as one that does not exist.
 */
public final class ProviderKeys implements JWKSource<SecurityContext> {
    private static final Logger LOGGER = System.getLogger(ProviderKeys.class.getName());

    private final ProviderClient provider;
    private final URI url;
    private final Duration maxAge;
    private final Duration minInterval;
    private final Clock clock;

    private final Object lock = new Object();
    /** Guarded by the lock: null until the provider has answered for the first time. */
    private @Nullable Fetched latest;
    /** Guarded by the lock: the question that is under way; null if none is. */
    private @Nullable CompletableFuture<Fetched> question;
    /** Guarded by the lock: not before this is the provider asked again. */
    private Instant askAgain = Instant.MIN;

    private record Fetched(JWKSet keys, Instant at) {}

    /**
     * The keys published at an address.
     *
     * @param maxAge after so long they are fetched again, so that a withdrawn one stops being good
     * @param minInterval so long the provider is not asked again after it failed, or was asked for an unknown key
     */
    public ProviderKeys(ProviderClient provider, URI url, Duration maxAge, Duration minInterval, Clock clock) {
        this.provider = provider;
        this.url = url;
        this.maxAge = maxAge;
        this.minInterval = minInterval;
        this.clock = clock;
    }

    /**
     * The keys that fit. Blocks while the provider is asked.
     *
     * @throws KeySourceException if the key is not known and the provider could not be asked for it
     */
    @Override
    public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) throws KeySourceException {
        Fetched known = current();
        List<JWK> found = selector.select(known.keys());
        return found.isEmpty() ? selector.select(newerThan(known).keys()) : found;
    }

    private Fetched current() throws KeySourceException {
        Fetched known;
        synchronized (lock) {
            known = latest;
            boolean good = known != null && clock.instant().isBefore(known.at().plus(maxAge));
            boolean inVain = question != null || clock.instant().isBefore(askAgain);
            if (known != null && (good || inVain)) {
                return known;
            }
        }
        try {
            return fetch(null);
        } catch (KeySourceException e) {
            if (known == null) {
                throw e;
            }
            LOGGER.log(Level.WARNING, "Going on with the keys of {0}: {1}", known.at(), e.getMessage());
            return known;
        }
    }

    private Fetched newerThan(Fetched known) throws KeySourceException {
        Fetched newer = fetch(known);
        synchronized (lock) {
            Instant pause = clock.instant().plus(minInterval);
            askAgain = pause.isAfter(askAgain) ? pause : askAgain;
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
            if (others == null && clock.instant().isBefore(askAgain)) {
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
            return new Fetched(JWKSet.parse(provider.get(url)), clock.instant());
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
                    askAgain = clock.instant().plus(minInterval);
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
