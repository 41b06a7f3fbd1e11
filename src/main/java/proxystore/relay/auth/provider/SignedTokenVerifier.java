package proxystore.relay.auth.provider;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.BadJWSException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.auth.LocalFirstTokenVerifier;
import proxystore.relay.auth.TokenVerifier;
import proxystore.relay.auth.UnavailableException;
import proxystore.relay.auth.User;
import proxystore.relay.config.JwtConfig;

/**
 * Checks a signed JSON Web Token (RFC 7519; as an access token RFC 9068) against the provider's published keys. The
 * provider is not asked about the token itself, so a revoked token is accepted until it expires.
 */
public final class SignedTokenVerifier implements TokenVerifier {
    private final String issuer;
    private final Set<JWSAlgorithm> algorithms;
    private final Audience audience;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    /**
     * A verifier of one issuer's tokens.
     *
     * @param keys {@link JwkSetCache}, or {@link JwkSetCache#known} for a verifier that never asks the provider
     * @param config issuer and algorithms; an algorithm that is not listed is refused, whatever the token says
     * @param audience a token must be meant for one of these; empty to accept any
     * @param clockSkew the longest time by which {@code exp} and {@code nbf} may be missed
     */
    public SignedTokenVerifier(
            JWKSource<SecurityContext> keys, JwtConfig config, List<String> audience, Duration clockSkew, Clock clock) {
        this.issuer = config.issuer();
        this.algorithms = config.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toUnmodifiableSet());
        this.audience = new Audience(audience);
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
        processor.setJWTClaimsSetVerifier(new ClaimsVerifier(issuer, clockSkew, clock));
    }

    @Override
    public Authentication verify(BearerToken token) throws UnavailableException, InterruptedException {
        try {
            SignedJWT jwt = SignedJWT.parse(token.value());
            JWTClaimsSet unverified = jwt.getJWTClaimsSet();
            // Checked before the signature: foreign tokens do not make the relay fetch keys.
            if (!algorithms.contains(jwt.getHeader().getAlgorithm())) {
                return new Authentication.Forbidden("Token is signed by an algorithm that is not accepted.");
            }
            if (!issuer.equals(unverified.getIssuer())) {
                return new Authentication.Forbidden("Token has another issuer than \"" + issuer + "\".");
            }
            return accept(processor.process(jwt, null));
        } catch (ParseException e) {
            return new Authentication.Forbidden("Token is not a signed JSON Web Token.");
        } catch (ExpiredJWTException e) {
            return Authentication.Forbidden.NOT_ACTIVE;
        } catch (BadJWTException e) {
            return new Authentication.Forbidden("Token is not accepted: " + e.getMessage() + ".");
        } catch (BadJWSException e) {
            return new Authentication.Forbidden("Token has a wrong signature.");
        } catch (BadJOSEException e) {
            return new Authentication.Forbidden("Token is of another type, or no key of its issuer has signed it.");
        } catch (JwkSetCache.ProviderNeededException e) {
            return LocalFirstTokenVerifier.ASK_PROVIDER;
        } catch (KeySourceException e) {
            throw new UnavailableException(String.valueOf(e.getMessage()));
        } catch (JOSEException e) {
            throw new UnavailableException("a token's signature cannot be checked: " + e.getMessage());
        }
    }

    private Authentication accept(JWTClaimsSet claims) {
        Optional<Authentication.Forbidden> refusal = audience.refusal(claims.getAudience());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        // Nimbus's check that the claim is present accepts a null.
        String subject = claims.getSubject();
        if (subject == null || subject.isEmpty()) {
            return new Authentication.Forbidden("Token does not say whose it is: it has no subject.");
        }
        Date expiry = claims.getExpirationTime();
        if (expiry == null) {
            return new Authentication.Forbidden("Token does not say until when it is good: it has no expiry.");
        }
        String displayName = UserDisplayName.of(
                subject, claims.getClaim("preferred_username"), claims.getClaim("name"), claims.getClaim("email"));
        return new Authentication.Accepted(new User(subject, displayName), Optional.of(expiry.toInstant()));
    }

    /** Nimbus's checks of {@code iss}, {@code exp} and {@code nbf}, by the given clock. */
    private static final class ClaimsVerifier extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final Clock clock;

        ClaimsVerifier(String issuer, Duration clockSkew, Clock clock) {
            super(new JWTClaimsSet.Builder().issuer(issuer).build(), Set.of("sub", "exp"));
            this.clock = clock;
            setMaxClockSkew(Math.toIntExact(clockSkew.toSeconds()));
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }
}
