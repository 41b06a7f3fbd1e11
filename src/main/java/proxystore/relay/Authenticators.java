package proxystore.relay;

import java.io.IOException;
import java.net.PasswordAuthentication;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import proxystore.relay.auth.AsyncTokenVerifier;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.BearerAuthenticator;
import proxystore.relay.auth.CachingTokenVerifier;
import proxystore.relay.auth.ContainerAuthenticator;
import proxystore.relay.auth.ThreadPoolTokenVerifier;
import proxystore.relay.auth.TimedTokenVerifier;
import proxystore.relay.auth.TokenCheckLimits;
import proxystore.relay.auth.TokenVerifier;
import proxystore.relay.auth.provider.Audience;
import proxystore.relay.auth.provider.CertificateAuthorities;
import proxystore.relay.auth.provider.ClientCredentials;
import proxystore.relay.auth.provider.IdentityProviderClient;
import proxystore.relay.auth.provider.JwkSetCache;
import proxystore.relay.auth.provider.ProviderRoute;
import proxystore.relay.auth.provider.SignedTokenVerifier;
import proxystore.relay.auth.provider.TokenIntrospection;
import proxystore.relay.auth.provider.TokenRequirements;
import proxystore.relay.auth.tokenfile.TokenFile;
import proxystore.relay.auth.tokenfile.TokenFileException;
import proxystore.relay.config.AuthConfig;
import proxystore.relay.config.AuthLimits;
import proxystore.relay.config.IntrospectionConfig;
import proxystore.relay.config.JwtConfig;
import proxystore.relay.config.ProviderConfig;
import proxystore.relay.config.ProxyUrl;
import proxystore.relay.config.schema.InvalidSettingException;

/** Makes the authenticator that a configuration asks for. */
public final class Authenticators {
    private Authenticators() {}

    /**
     * The authenticator, which the caller closes.
     *
     * @throws InvalidSettingException if a file that the configuration names is not in order
     */
    public static Authenticator of(AuthConfig config) {
        return switch (config.method()) {
            case NONE -> Authenticator.NONE;
            case CONTAINER -> new ContainerAuthenticator();
            case GLOBUS -> introspection(config, config.introspection().orElseThrow());
            case JWT -> signed(config, config.jwt().orElseThrow());
            case TOKENS -> timed(offloaded(file(config), config.limits(), () -> {}), config.limits());
        };
    }

    private static Authenticator introspection(AuthConfig config, IntrospectionConfig introspection) {
        AuthLimits limits = config.limits();
        IdentityProviderClient provider =
                new IdentityProviderClient(limits.timeout(), limits.maxAnswerBytes(), route(config.provider()));
        TokenVerifier verifier = new TokenIntrospection(
                provider,
                introspection.url(),
                new ClientCredentials(
                        introspection.clientId(), introspection.clientSecret().value()),
                audience(config));
        AsyncTokenVerifier check = offloaded(verifier, limits, provider::close);
        AsyncTokenVerifier cached = new CachingTokenVerifier(
                check, limits.cacheEntries(), limits.cacheAge(), Clock.systemUTC(), System::nanoTime);
        return timed(cached, limits);
    }

    private static Authenticator signed(AuthConfig config, JwtConfig jwt) {
        AuthLimits limits = config.limits();
        IdentityProviderClient provider =
                new IdentityProviderClient(limits.timeout(), limits.maxAnswerBytes(), route(config.provider()));
        TokenRequirements requirements =
                new TokenRequirements(jwt.issuer(), Set.copyOf(jwt.algorithms()), audience(config), limits.clockSkew());
        JwkSetCache keys =
                new JwkSetCache(provider, jwt.jwksUrl(), jwt.keysMaxAge(), jwt.keysMinInterval(), System::nanoTime);
        TokenVerifier verifier = new SignedTokenVerifier(keys, requirements, Clock.systemUTC());
        return timed(offloaded(verifier, limits, provider::close), limits);
    }

    private static ProviderRoute route(ProviderConfig config) {
        return new ProviderRoute(
                config.proxy().map(given -> proxy(given.value(), given.origin())),
                config.caFile().map(given -> trust(given.value(), given.origin())));
    }

    private static ProviderRoute.Proxy proxy(ProxyUrl url, String origin) {
        return new ProviderRoute.Proxy(
                url.host(),
                url.port(),
                url.credentials()
                        .map(login -> new PasswordAuthentication(
                                login.user(), login.password().value().toCharArray())),
                url + " (" + origin + ")");
    }

    private static ProviderRoute.Trust trust(Path caFile, String origin) {
        try {
            return new ProviderRoute.Trust(CertificateAuthorities.read(caFile), caFile + " (" + origin + ")");
        } catch (IOException e) {
            throw new InvalidSettingException("auth.ca_file", e.getMessage() + " (" + origin + ")");
        }
    }

    private static Authenticator timed(AsyncTokenVerifier check, AuthLimits limits) {
        return new BearerAuthenticator(new TimedTokenVerifier(check, limits.timeout()));
    }

    private static TokenVerifier file(AuthConfig config) {
        try {
            return TokenFile.open(config.tokensFile().orElseThrow(), Clock.systemUTC(), System::nanoTime);
        } catch (TokenFileException e) {
            throw new InvalidSettingException("auth.kwargs.tokens_file", String.valueOf(e.getMessage()));
        }
    }

    private static AsyncTokenVerifier offloaded(TokenVerifier verifier, AuthLimits limits, Runnable close) {
        return new ThreadPoolTokenVerifier(
                verifier, new TokenCheckLimits(limits.maxConcurrent(), limits.maxWaiting(), limits.timeout()), close);
    }

    private static Audience audience(AuthConfig config) {
        return new Audience(Set.copyOf(config.audience()));
    }
}
