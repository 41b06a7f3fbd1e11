package proxystore.relay.routing;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import proxystore.relay.auth.Authentication;
import proxystore.relay.config.AuthConfig;
import proxystore.relay.config.TokenExpiryAction;

/** Limits the life of a connection to that of its client's token, if the configuration says so. */
final class TokenExpiry {
    /** A token that lives longer never expires: a long of nanoseconds overflows after 292 years. */
    private static final Duration UNLIMITED = Duration.ofDays(100 * 365);

    private final AuthConfig config;
    private final Clock clock;

    TokenExpiry(AuthConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** Whether the token has expired, after the tolerated difference from the provider's clock. */
    boolean isOver(Authentication.Accepted proof) {
        return proof.expiry()
                .filter(expiry ->
                        !clock.instant().minus(config.limits().clockSkew()).isBefore(expiry))
                .isPresent();
    }

    /** The time until the connection must be closed, with the tolerated clock difference; empty for never. */
    Optional<Duration> of(Authentication.Accepted proof) {
        return proof.expiry()
                .filter(expiry -> config.tokenExpiry() == TokenExpiryAction.CLOSE)
                .map(expiry -> Duration.between(clock.instant(), expiry)
                        .plus(config.limits().clockSkew()))
                .filter(lifetime -> lifetime.compareTo(UNLIMITED) < 0);
    }
}
