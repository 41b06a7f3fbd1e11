package proxystore.relay;

import java.io.IOException;
import java.net.PasswordAuthentication;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Set;
import proxystore.relay.auth.Audience;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.BearerAuthenticator;
import proxystore.relay.auth.CachedTokenCheck;
import proxystore.relay.auth.CertificateAuthorities;
import proxystore.relay.auth.CheckLimits;
import proxystore.relay.auth.ClientCredentials;
import proxystore.relay.auth.ContainerAuthenticator;
import proxystore.relay.auth.OffloadedTokenCheck;
import proxystore.relay.auth.ProviderClient;
import proxystore.relay.auth.ProviderKeys;
import proxystore.relay.auth.ProviderRoute;
import proxystore.relay.auth.SignedTokenVerifier;
import proxystore.relay.auth.TimedTokenCheck;
import proxystore.relay.auth.TokenCheck;
import proxystore.relay.auth.TokenFile;
import proxystore.relay.auth.TokenFileException;
import proxystore.relay.auth.TokenIntrospection;
import proxystore.relay.auth.TokenRequirements;
import proxystore.relay.auth.TokenVerifier;
import proxystore.relay.config.AuthConfig;
import proxystore.relay.config.AuthLimits;
import proxystore.relay.config.IntrospectionConfig;
import proxystore.relay.config.InvalidSettingException;
import proxystore.relay.config.JwtConfig;
import proxystore.relay.config.ProviderConfig;
import proxystore.relay.config.ProxyUrl;

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
        ProviderClient provider =
                new ProviderClient(limits.timeout(), limits.maxAnswerBytes(), route(config.provider()));
        TokenVerifier verifier = new TokenIntrospection(
                provider,
                introspection.url(),
                new ClientCredentials(
                        introspection.clientId(), introspection.clientSecret().value()),
                audience(config));
        TokenCheck check = offloaded(verifier, limits, provider::close);
        TokenCheck cached = new CachedTokenCheck(
                check, limits.cacheEntries(), limits.cacheAge(), Clock.systemUTC(), System::nanoTime);
        return timed(cached, limits);
    }

    private static Authenticator signed(AuthConfig config, JwtConfig jwt) {
        AuthLimits limits = config.limits();
        ProviderClient provider =
                new ProviderClient(limits.timeout(), limits.maxAnswerBytes(), route(config.provider()));
        TokenRequirements requirements =
                new TokenRequirements(jwt.issuer(), Set.copyOf(jwt.algorithms()), audience(config), limits.clockSkew());
        ProviderKeys keys =
                new ProviderKeys(provider, jwt.jwksUrl(), jwt.keysMaxAge(), jwt.keysMinInterval(), System::nanoTime);
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

    private static Authenticator timed(TokenCheck check, AuthLimits limits) {
        return new BearerAuthenticator(new TimedTokenCheck(check, limits.timeout()));
    }

    private static TokenVerifier file(AuthConfig config) {
        try {
            return TokenFile.open(config.tokensFile().orElseThrow(), Clock.systemUTC(), System::nanoTime);
        } catch (TokenFileException e) {
            throw new InvalidSettingException("auth.kwargs.tokens_file", String.valueOf(e.getMessage()));
        }
    }

    private static TokenCheck offloaded(TokenVerifier verifier, AuthLimits limits, Runnable close) {
        return new OffloadedTokenCheck(
                verifier, new CheckLimits(limits.maxConcurrent(), limits.maxWaiting(), limits.timeout()), close);
    }

    private static Audience audience(AuthConfig config) {
        return new Audience(Set.copyOf(config.audience()));
    }
}
