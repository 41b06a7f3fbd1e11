package proxystore.relay.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds out once for a connection who its client is. The credentials are let go when they are checked, at the first
 * registration; what stays is their proof: the user and the expiry. A later registration on the same connection counts on
 * this proof until it has expired, even if the token was revoked meanwhile, as the connection itself does.
 *
 * <p>Owned by the handling of the connection's messages, one after the other.
 */
public final class Identification {
    private static final Authentication NOTHING_LEFT =
            new Authentication.Unavailable("the credentials were checked before, and were not accepted");

    /** Null once they are being checked. */
    private volatile @Nullable Credentials credentials;
    /** Null until the credentials have been accepted. */
    private volatile Authentication.@Nullable Accepted proof;

    /** By what a client's opening handshake says. */
    public Identification(Credentials credentials) {
        this.credentials = credentials;
    }

    /**
     * Checks the credentials, or else the proof.
     *
     * @param hasExpired whether a proof is too old by now
     * @return completes as that of {@link Authenticator#authenticate}
     */
    public CompletionStage<Authentication> by(
            Authenticator authenticator, Predicate<Authentication.Accepted> hasExpired) {
        Credentials given = credentials;
        credentials = null;
        if (given != null) {
            return authenticator.authenticate(given).thenApply(this::remember);
        }
        Authentication.Accepted known = proof;
        if (known == null) {
            return CompletableFuture.completedStage(NOTHING_LEFT);
        }
        return CompletableFuture.completedStage(hasExpired.test(known) ? Authentication.Forbidden.NOT_ACTIVE : known);
    }

    private Authentication remember(Authentication outcome) {
        if (outcome instanceof Authentication.Accepted accepted) {
            proof = accepted;
        }
        return outcome;
    }
}
