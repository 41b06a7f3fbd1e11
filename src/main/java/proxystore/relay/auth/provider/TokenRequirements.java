package proxystore.relay.auth.provider;

import java.time.Duration;
import java.util.Set;

/**
 * What a signed token must be like (RFC 7519).
 *
 * @param issuer its {@code iss}
 * @param algorithms its signature's algorithm is one of these (RFC 7518, section 3.1), whatever the token says
 * @param audience its {@code aud}
 * @param clockSkew how far the provider's clock may be off when {@code exp} and {@code nbf} are looked at
 */
public record TokenRequirements(String issuer, Set<String> algorithms, Audience audience, Duration clockSkew) {
    public TokenRequirements {
        algorithms = Set.copyOf(algorithms);
    }
}
