package proxystore.relay.auth.provider;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.auth.TokenVerifier;
import proxystore.relay.auth.UnavailableException;
import proxystore.relay.auth.User;

/**
 * Asks the provider whose a token is: OAuth 2.0 token introspection (RFC 7662), as ProxyStore 1.0 does it against Globus
 * Auth ({@code GlobusAuthenticator} in {@code proxystore/p2p/relay/authenticate.py}).
 *
 * <p>The user is the token's {@code sub} and nothing else. {@code client_id} names the program that the token was issued
 * to, which all users of ProxyStore share, and names may be changed and given to somebody else.
 */
public final class TokenIntrospection implements TokenVerifier {
    private final IdentityProviderClient provider;
    private final URI url;
    private final ClientCredentials credentials;
    private final Audience audience;

    public TokenIntrospection(
            IdentityProviderClient provider, URI url, ClientCredentials credentials, Audience audience) {
        this.provider = provider;
        this.url = url;
        this.credentials = credentials;
        this.audience = audience;
    }

    @Override
    public Authentication verify(BearerToken token) throws UnavailableException, InterruptedException {
        String form = "token=" + URLEncoder.encode(token.value(), StandardCharsets.UTF_8);
        Map<String, Object> claims = parse(provider.post(url, credentials, form));
        if (!(claims.get("active") instanceof Boolean active)) {
            throw malformed("active");
        }
        if (!active) {
            return Authentication.Forbidden.NOT_ACTIVE;
        }
        Optional<Authentication.Forbidden> refusal = audience.refusal(audienceOf(claims));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        if (!(claims.get("sub") instanceof String subject) || subject.isEmpty()) {
            return new Authentication.Forbidden("Token does not say whose it is: it has no subject.");
        }
        String displayName =
                UserDisplayName.of(subject, claims.get("username"), claims.get("name"), claims.get("email"));
        return new Authentication.Accepted(new User(subject, displayName), expiry(claims));
    }

    /** Nothing of the answer is passed on: the provider may have put the token into it. */
    private static Map<String, Object> parse(String body) throws UnavailableException {
        @Nullable Map<String, Object> claims;
        try {
            claims = JSONObjectUtils.parse(body);
        } catch (ParseException e) {
            claims = null;
        }
        if (claims == null) { // what Nimbus makes of JSON's null, too
            throw new UnavailableException("the identity provider's answer is not a JSON object");
        }
        return claims;
    }

    /** RFC 7662, section 2.2: a text or a list of texts, optional. */
    private static Collection<?> audienceOf(Map<String, Object> claims) throws UnavailableException {
        Object given = claims.get("aud");
        if (given == null) {
            return List.of();
        }
        if (given instanceof String one) {
            return List.of(one);
        }
        if (given instanceof Collection<?> several) {
            return several;
        }
        throw malformed("aud");
    }

    /** RFC 7662, section 2.2: seconds since 1970, optional. */
    private static Optional<Instant> expiry(Map<String, Object> claims) throws UnavailableException {
        Object given = claims.get("exp");
        if (given == null) {
            return Optional.empty();
        }
        if (given instanceof Number seconds) {
            long latest = Instant.MAX.getEpochSecond();
            return Optional.of(Instant.ofEpochSecond(Math.max(0, Math.min(latest, seconds.longValue()))));
        }
        throw malformed("exp");
    }

    private static UnavailableException malformed(String key) {
        return new UnavailableException("the identity provider's answer has a malformed or missing \"" + key + "\"");
    }
}
