package proxystore.relay.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * How the users of clients are found.
 *
 * @param method how the user is found; it decides which of the parts are present
 * @param audience a token must be meant for one of these; empty to accept any audience
 * @param introspection present exactly for {@link AuthMethod#GLOBUS}
 * @param jwt present exactly for {@link AuthMethod#JWT}
 * @param tokensFile file of users and token hashes, present exactly for {@link AuthMethod#TOKENS}
 * @param limits the limits of checking tokens
 * @param provider how the identity provider is reached
 * @param tokenExpiry what happens to a connection whose token expires
 */
public record AuthConfig(
        AuthMethod method,
        List<String> audience,
        Optional<IntrospectionConfig> introspection,
        Optional<JwtConfig> jwt,
        Optional<Path> tokensFile,
        AuthLimits limits,
        ProviderConfig provider,
        TokenExpiryAction tokenExpiry) {
    /** The resource server name of ProxyStore, which its {@code GlobusAuthenticator} requires by default. */
    private static final List<String> PROXYSTORE_AUDIENCE = List.of("ProxyStore");

    /**
     * Checks that the method has the part it needs and no other.
     *
     * @throws InvalidSettingException otherwise
     */
    public AuthConfig {
        audience = List.copyOf(audience);
        boolean complete = introspection.isPresent() == (method == AuthMethod.GLOBUS)
                && jwt.isPresent() == (method == AuthMethod.JWT)
                && tokensFile.isPresent() == (method == AuthMethod.TOKENS);
        if (!complete) {
            throw new InvalidSettingException(
                    AuthSettings.AUTH_METHOD.key(), "\"" + method.spelling() + "\" does not go with the parts given");
        }
    }

    static AuthConfig from(SettingValues values) {
        AuthMethod method = values.get(AuthSettings.AUTH_METHOD);
        List<String> audience = values.find(AuthSettings.AUDIENCE)
                .orElse(method == AuthMethod.GLOBUS ? PROXYSTORE_AUDIENCE : List.of());
        return new AuthConfig(
                method,
                audience,
                method == AuthMethod.GLOBUS ? Optional.of(IntrospectionConfig.from(values)) : Optional.empty(),
                method == AuthMethod.JWT ? Optional.of(JwtConfig.from(values)) : Optional.empty(),
                method == AuthMethod.TOKENS
                        ? Optional.of(AuthSettings.require(values, AuthSettings.TOKENS_FILE, AuthMethod.TOKENS))
                        : Optional.empty(),
                AuthLimits.from(values),
                ProviderConfig.from(values),
                values.get(AuthSettings.REAUTHENTICATE));
    }
}
