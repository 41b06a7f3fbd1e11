package proxystore.relay.auth;

import java.time.Instant;
import java.util.Optional;

/** The outcome of a check of credentials. Bad credentials and a check that failed are different outcomes. */
public sealed interface Authentication {
    /**
     * The client belongs to this user.
     *
     * @param expiry when the credentials expire; empty if they do not, or the time is unknown
     * @param tokenHash the hash of the token, if {@link Withdrawals} may say later that it is no longer accepted
     */
    record Accepted(User user, Optional<Instant> expiry, Optional<String> tokenHash) implements Authentication {
        public Accepted(User user) {
            this(user, Optional.empty());
        }

        public Accepted(User user, Optional<Instant> expiry) {
            this(user, expiry, Optional.empty());
        }
    }

    /** The credentials are missing or malformed: the client's mistake. */
    record Unauthorized(String why) implements Authentication {}

    /** The credentials are well-formed and refused: expired, revoked or issued for another service. */
    record Forbidden(String why) implements Authentication {
        /** ProxyStore 1.0's text for a token that is not active ({@code proxystore/p2p/relay/authenticate.py}). */
        public static final Forbidden NOT_ACTIVE = new Forbidden("Token is expired or has been revoked.");
    }

    /** The check itself failed: a failure of the relay or the identity provider, never the client's. */
    record Unavailable(String why) implements Authentication {}
}
