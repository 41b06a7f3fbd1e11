package proxystore.relay.config;

import java.net.URI;
import java.util.List;

/**
 * How a signed token is checked (RFC 7519, RFC 7517).
 *
 * @param issuer the only accepted {@code iss}
 * @param jwksUrl where the provider publishes its keys
 * @param algorithms accepted signature algorithms (RFC 7518 names); never a symmetric one
 */
public record JwtConfig(String issuer, URI jwksUrl, List<String> algorithms) {
    /**
     * Checks the algorithms.
     *
     * @throws InvalidSettingException if there is none, or one is not in the table of settings
     */
    public JwtConfig {
        algorithms = Settings.ALGORITHMS.read(algorithms);
    }

    static JwtConfig from(SettingValues values) {
        return new JwtConfig(
                values.need(Settings.ISSUER, AuthMethod.JWT),
                values.need(Settings.JWKS_URL, AuthMethod.JWT),
                values.get(Settings.ALGORITHMS));
    }
}
