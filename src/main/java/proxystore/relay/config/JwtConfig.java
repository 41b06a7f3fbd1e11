package proxystore.relay.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * How a signed token is checked (RFC 7519, RFC 7517).
 *
 * @param issuer the only accepted {@code iss}
 * @param jwksUrl where the provider publishes its keys
 * @param algorithms accepted signature algorithms (RFC 7518 names); never a symmetric one
 * @param keysMaxAge age at which the provider's keys are fetched again
 * @param keysMinInterval shortest time to the next request after one that failed or that was for an unknown key
 */
public record JwtConfig(
        String issuer, URI jwksUrl, List<String> algorithms, Duration keysMaxAge, Duration keysMinInterval) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if there is no algorithm, one is not in the table of settings, or a time is out
     *     of range
     */
    public JwtConfig {
        algorithms = AuthSettings.ALGORITHMS.read(algorithms);
        AuthSettings.AUTH_KEYS_MAX_AGE.require(keysMaxAge);
        AuthSettings.AUTH_KEYS_MIN_INTERVAL.require(keysMinInterval);
    }

    static JwtConfig from(SettingValues values) {
        return new JwtConfig(
                AuthSettings.require(values, AuthSettings.ISSUER, AuthMethod.JWT),
                AuthSettings.require(values, AuthSettings.JWKS_URL, AuthMethod.JWT),
                values.get(AuthSettings.ALGORITHMS),
                values.get(AuthSettings.AUTH_KEYS_MAX_AGE),
                values.get(AuthSettings.AUTH_KEYS_MIN_INTERVAL));
    }
}
