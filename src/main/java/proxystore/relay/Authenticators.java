package proxystore.relay;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import proxystore.relay.auth.AsyncTokenVerifier;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.BearerAuthenticator;
import proxystore.relay.auth.CachingTokenVerifier;
import proxystore.relay.auth.ContainerAuthenticator;
import proxystore.relay.auth.LocalFirstTokenVerifier;
import proxystore.relay.auth.ThreadPoolTokenVerifier;
import proxystore.relay.auth.TimedTokenVerifier;
import proxystore.relay.auth.TokenVerifier;
import proxystore.relay.auth.provider.CertificateAuthorities;
import proxystore.relay.auth.provider.IdentityProviderClient;
import proxystore.relay.auth.provider.JwkSetCache;
import proxystore.relay.auth.provider.ProviderRoute;
import proxystore.relay.auth.provider.SignedTokenVerifier;
import proxystore.relay.auth.provider.TokenIntrospection;
import proxystore.relay.auth.tokenfile.TokenFile;
import proxystore.relay.auth.tokenfile.TokenFileException;
import proxystore.relay.auth.tokenfile.TokenFileWithdrawals;
import proxystore.relay.config.AuthConfig;
import proxystore.relay.config.AuthLimits;
import proxystore.relay.config.IntrospectionConfig;
import proxystore.relay.config.JwtConfig;
import proxystore.relay.config.ProviderConfig;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.limit.AddressRates;

/** Makes the authenticator that a configuration asks for. */
public final class Authenticators {
    private static final double MINUTE_SECONDS = 60;

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
            case TOKENS -> file(config);
        };
    }

    private static Authenticator introspection(AuthConfig config, IntrospectionConfig introspection) {
        AuthLimits limits = config.limits();
        IdentityProviderClient provider = provider(config);
        TokenVerifier verifier = new TokenIntrospection(provider, introspection, config.audience());
        AsyncTokenVerifier cached = new CachingTokenVerifier(
                pooled(verifier, limits, provider::close),
                limits.cacheEntries(),
                limits.cacheAge(),
                limits.refusedCacheAge(),
                Clock.systemUTC(),
                System::nanoTime);
        return new BearerAuthenticator(
                new TimedTokenVerifier(cached, limits.timeout()),
                new AddressRates(limits.maxFailuresPerMinute() / MINUTE_SECONDS, MINUTE_SECONDS, System::nanoTime));
    }

    private static Authenticator signed(AuthConfig config, JwtConfig jwt) {
        AuthLimits limits = config.limits();
        IdentityProviderClient provider = provider(config);
        JwkSetCache keys =
                new JwkSetCache(provider, jwt.jwksUrl(), jwt.keysMaxAge(), jwt.keysMinInterval(), System::nanoTime);
        TokenVerifier local =
                new SignedTokenVerifier(keys.known(), jwt, config.audience(), limits.clockSkew(), Clock.systemUTC());
        TokenVerifier asking =
                new SignedTokenVerifier(keys, jwt, config.audience(), limits.clockSkew(), Clock.systemUTC());
        AsyncTokenVerifier verifier =
                new LocalFirstTokenVerifier(pooled(local, limits, () -> {}), pooled(asking, limits, provider::close));
        return new BearerAuthenticator(new TimedTokenVerifier(verifier, limits.timeout()));
    }

    private static IdentityProviderClient provider(AuthConfig config) {
        AuthLimits limits = config.limits();
        ProviderConfig provider = config.provider();
        ProviderRoute route =
                new ProviderRoute(provider.proxy(), provider.caFile().map(Authenticators::authorities));
        return new IdentityProviderClient(limits.timeout(), limits.maxAnswerBytes(), route);
    }

    private static ProviderRoute.TrustedAuthorities authorities(ProviderConfig.Given<Path> caFile) {
        try {
            return new ProviderRoute.TrustedAuthorities(CertificateAuthorities.read(caFile.value()), caFile.toString());
        } catch (IOException e) {
            throw new InvalidSettingException("auth.ca_file", e.getMessage() + " (" + caFile.origin() + ")");
        }
    }

    private static AsyncTokenVerifier pooled(TokenVerifier verifier, AuthLimits limits, Runnable afterwards) {
        return new ThreadPoolTokenVerifier(
                verifier, limits.maxConcurrent(), limits.maxWaiting(), limits.timeout(), afterwards);
    }

    private static Authenticator file(AuthConfig config) {
        try {
            TokenFile file = TokenFile.open(config.tokensFile().orElseThrow(), Clock.systemUTC(), System::nanoTime);
            AsyncTokenVerifier verifier = pooled(file, config.limits(), () -> {});
            return new BearerAuthenticator(
                    new TimedTokenVerifier(verifier, config.limits().timeout()),
                    Optional.of(new TokenFileWithdrawals(file)));
        } catch (TokenFileException e) {
            throw new InvalidSettingException("auth.kwargs.tokens_file", String.valueOf(e.getMessage()));
        }
    }
}
