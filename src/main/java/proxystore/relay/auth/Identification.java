package proxystore.relay.auth;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the client of one connection, once. The credentials are dropped when they are checked, at the first
 * registration; their proof stays: the user, the expiry and, for {@link Withdrawals}, the token's hash. A later registration
 * on the same connection relies on this proof until it expires.
 *
 * <p>Called by the thread that handles the connection's current message.
 */
public final class Identification {
    private static final Authentication ALREADY_CHECKED =
            new Authentication.Unavailable("the credentials were checked before, and were not accepted");

    /** Null from the start of their check. */
    private volatile @Nullable Credentials credentials;
    /** Null until the credentials have been accepted. */
    private volatile Authentication.@Nullable Accepted proof;

    /** Identifies a client by the credentials of its opening handshake. */
    public Identification(Credentials credentials) {
        this.credentials = credentials;
    }

    /**
     * Checks the credentials, or else the proof.
     *
     * @param hasExpired whether a proof has expired
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
            return CompletableFuture.completedStage(ALREADY_CHECKED);
        }
        return CompletableFuture.completedStage(hasExpired.test(known) ? Authentication.Forbidden.NOT_ACTIVE : known);
    }

    /** The proof of the accepted credentials; null until then. Any thread may call. */
    public Authentication.@Nullable Accepted proof() {
        return proof;
    }

    private Authentication remember(Authentication outcome) {
        if (outcome instanceof Authentication.Accepted accepted) {
            proof = accepted;
        }
        return outcome;
    }
}
