package proxystore.relay.auth.provider;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
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
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.auth.TokenVerifier;
import proxystore.relay.auth.UnavailableException;
import proxystore.relay.auth.User;

/**
 * Checks a signed JSON Web Token (RFC 7519; as an access token RFC 9068) here, against the provider's published keys.
 * The provider is not asked about the token itself, so one that was revoked is good until it expires.
 */
public final class SignedTokenVerifier implements TokenVerifier {
    private final TokenRequirements requirements;
    private final Set<JWSAlgorithm> algorithms;
    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    public SignedTokenVerifier(JwkSetCache keys, TokenRequirements requirements, Clock clock) {
        this.requirements = requirements;
        this.algorithms =
                requirements.algorithms().stream().map(JWSAlgorithm::parse).collect(Collectors.toUnmodifiableSet());
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(
                JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), new JOSEObjectType("application/at+jwt"), null));
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(algorithms, keys));
        processor.setJWTClaimsSetVerifier(new TimelyClaims(requirements, clock));
    }

    @Override
    public Authentication verify(BearerToken token) throws UnavailableException, InterruptedException {
        try {
            SignedJWT jwt = SignedJWT.parse(token.value());
            JWTClaimsSet unproved = jwt.getJWTClaimsSet();
            // Asked before the keys are: tokens from elsewhere do not make the relay fetch keys.
            if (!algorithms.contains(jwt.getHeader().getAlgorithm())) {
                return new Authentication.Forbidden("Token is signed by an algorithm that is not accepted.");
            }
            if (!requirements.issuer().equals(unproved.getIssuer())) {
                return new Authentication.Forbidden("Token has another issuer than \"" + requirements.issuer() + "\".");
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
        } catch (KeySourceException e) {
            throw new UnavailableException(String.valueOf(e.getMessage()));
        } catch (JOSEException e) {
            throw new UnavailableException("a token's signature cannot be checked: " + e.getMessage());
        }
    }

    private Authentication accept(JWTClaimsSet claims) {
        Optional<Authentication.Forbidden> refusal = requirements.audience().refusal(claims.getAudience());
        if (refusal.isPresent()) {
            return refusal.get();
        }
        // Nimbus's check that they are there takes a null for a claim.
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

    /** Nimbus's checks of {@code iss}, {@code exp} and {@code nbf}, by our clock. */
    private static final class TimelyClaims extends DefaultJWTClaimsVerifier<SecurityContext> {
        private final Clock clock;

        TimelyClaims(TokenRequirements requirements, Clock clock) {
            super(new JWTClaimsSet.Builder().issuer(requirements.issuer()).build(), Set.of("sub", "exp"));
            this.clock = clock;
            setMaxClockSkew(Math.toIntExact(requirements.clockSkew().toSeconds()));
        }

        @Override
        protected Date currentTime() {
            return Date.from(clock.instant());
        }
    }
}
