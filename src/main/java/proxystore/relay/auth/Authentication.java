package proxystore.relay.auth;

import java.time.Instant;
import java.util.Optional;

/** How a check of credentials ended. That they are bad and that they could not be checked are different things. */
public sealed interface Authentication {
    /**
     * The client belongs to this user.
     *
     * @param expiry when the credentials stop to prove it; empty if they never do, or nobody knows
     */
    record Accepted(User user, Optional<Instant> expiry) implements Authentication {
        public Accepted(User user) {
            this(user, Optional.empty());
        }
    }

    /** The credentials are missing or cannot be read: the client's doing. */
    record Unauthorized(String why) implements Authentication {}

    /** The credentials were read and are refused: expired, revoked, meant for somebody else. */
    record Forbidden(String why) implements Authentication {
        /** ProxyStore 1.0's words for a token that is not active ({@code proxystore/p2p/relay/authenticate.py}). */
        public static final Forbidden NOT_ACTIVE = new Forbidden("Token is expired or has been revoked.");
    }

    /** The check itself failed: the relay's or the identity provider's doing, never the client's. */
    record Unavailable(String why) implements Authentication {}
}
