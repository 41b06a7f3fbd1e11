package proxystore.relay.auth.provider;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import java.util.Base64;
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
import proxystore.relay.config.IntrospectionConfig;

/**
 * Asks the provider for a token's user: OAuth 2.0 token introspection (RFC 7662), as ProxyStore 1.0 does with Globus
 * Auth ({@code GlobusAuthenticator} in {@code proxystore/p2p/relay/authenticate.py}).
 *
 * <p>The user is the token's {@code sub} and nothing else. {@code client_id} names the program that the token was
 * issued to, which all users of ProxyStore share, and a name may be changed and later given to another user.
 */
public final class TokenIntrospection implements TokenVerifier {
    private final IdentityProviderClient provider;
    private final IntrospectionConfig config;
    private final Audience audience;

    /**
     * A verifier that asks an introspection endpoint.
     *
     * @param audience a token must be meant for one of these; empty to accept any
     */
    public TokenIntrospection(IdentityProviderClient provider, IntrospectionConfig config, List<String> audience) {
        this.provider = provider;
        this.config = config;
        this.audience = new Audience(audience);
    }

    @Override
    public Authentication verify(BearerToken token) throws UnavailableException, InterruptedException {
        String form = "token=" + URLEncoder.encode(token.value(), StandardCharsets.UTF_8);
        Map<String, Object> claims = parse(provider.post(config.url(), basic(config), form));
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

    /**
     * The value of an {@code Authorization} header (RFC 7617). Id and secret are joined unchanged, as in Globus's own
     * SDK, and not form-encoded first (RFC 6749, section 2.3.1). For ids and secrets of letters, digits, dots, dashes
     * and underscores that is the same.
     */
    static String basic(IntrospectionConfig config) {
        String login = config.clientId() + ":" + config.clientSecret().value();
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    }

    /** The exception quotes nothing of the answer: the provider may have put the token into it. */
    private static Map<String, Object> parse(String body) throws UnavailableException {
        @Nullable Map<String, Object> claims;
        try {
            claims = JSONObjectUtils.parse(body);
        } catch (ParseException e) {
            claims = null;
        }
        if (claims == null) { // Nimbus returns null for JSON's null, too
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
