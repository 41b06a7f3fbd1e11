package proxystore.relay.routing;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import proxystore.relay.auth.Authentication;
import proxystore.relay.config.AuthConfig;
import proxystore.relay.config.TokenExpiryAction;

/** How long a connection may live on the proof of its client's user, if that matters. */
final class TokenExpiry {
    /** A token that lives longer never expires: past some 292 years nanoseconds run over. */
    private static final Duration FOR_EVER = Duration.ofDays(100 * 365);

    private final AuthConfig config;
    private final Clock clock;

    TokenExpiry(AuthConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** Whether the proof has expired by now, as far as the provider's clock can be known. */
    boolean isOver(Authentication.Accepted proof) {
        return proof.expiry()
                .filter(expiry ->
                        !clock.instant().minus(config.limits().clockSkew()).isBefore(expiry))
                .isPresent();
    }

    /** From now to its expiry by the provider's clock, however far that may be off; empty: without end. */
    Optional<Duration> of(Authentication.Accepted proof) {
        return proof.expiry()
                .filter(expiry -> config.tokenExpiry() == TokenExpiryAction.CLOSE)
                .map(expiry -> Duration.between(clock.instant(), expiry)
                        .plus(config.limits().clockSkew()))
                .filter(lifetime -> lifetime.compareTo(FOR_EVER) < 0);
    }
}
