package proxystore.relay.auth.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.auth.SettableWallClock;
import proxystore.relay.auth.UnavailableException;
import proxystore.relay.config.JwtConfig;

class SignedTokenVerifierTest {
    private static final String ISSUER = "https://id.example.org/realms/relay";
    private static final Duration SKEW = Duration.ofSeconds(60);
    private static final RSAKey KEY = SignedTokens.rsaKey("first");
    private static final RSAKey SECOND_KEY = SignedTokens.rsaKey("second");

    private final SettableWallClock clock = new SettableWallClock();
    private final ProviderStub provider = new ProviderStub();
    private final IdentityProviderClient client =
            new IdentityProviderClient(Duration.ofSeconds(10), 1 << 20, ProviderRoute.DIRECT);
    private final SignedTokenVerifier verifier = verifier(List.of("RS256", "ES256"), List.of("ProxyStore"));

    @BeforeEach
    void publishKey() {
        provider.answer(SignedTokens.published(KEY));
    }

    @AfterEach
    void end() {
        provider.close();
        client.close();
    }

    private SignedTokenVerifier verifier(List<String> algorithms, List<String> audience) {
        JwtConfig config = new JwtConfig(
                ISSUER, provider.url("/certs"), algorithms, Duration.ofMinutes(5), Duration.ofSeconds(10));
        JwkSetCache keys = new JwkSetCache(
                client, config.jwksUrl(), config.keysMaxAge(), config.keysMinInterval(), clock::nanoTime);
        return new SignedTokenVerifier(keys, config, audience, SKEW, clock);
    }

    private JWTClaimsSet.Builder claims() {
        Instant now = clock.instant();
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject("f3a1")
                .audience(List.of("account", "ProxyStore"))
                .claim("preferred_username", "alice")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
    }

    private Authentication verify(BearerToken token) {
        try {
            return verifier.verify(token);
        } catch (UnavailableException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void assertForbidden(BearerToken token) {
        assertForbidden(token, "Token");
    }

    private void assertForbidden(BearerToken token, String word) {
        assertThat(verify(token))
                .isInstanceOfSatisfying(
                        Authentication.Forbidden.class,
                        forbidden -> assertThat(forbidden.why()).contains(word).doesNotContain(token.value()));
    }

    @Test
    void userIsTheTokensSubject() {
        assertThat(verify(SignedTokens.signed(KEY, claims().build())))
                .isInstanceOfSatisfying(Authentication.Accepted.class, accepted -> {
                    assertThat(accepted.user().id()).isEqualTo("f3a1");
                    assertThat(accepted.user().displayName()).isEqualTo("alice");
                    assertThat(accepted.expiry()).contains(Instant.parse("2026-11-21T18:30:53Z"));
                });
    }

    @Test
    void usersWithTheSameNameAndOtherSubjectsAreDifferent() {
        assertThat(verify(SignedTokens.signed(KEY, claims().subject("1").build())))
                .isNotEqualTo(
                        verify(SignedTokens.signed(KEY, claims().subject("2").build())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"JWT", "at+jwt", "application/at+jwt"})
    void allTypesOfAccessTokensAreAccepted(String type) {
        assertThat(verify(SignedTokens.signed(KEY, type, claims().build())))
                .isInstanceOf(Authentication.Accepted.class);
    }

    @Test
    void logoutTokenIsForbidden() {
        assertForbidden(SignedTokens.signed(KEY, "logout+jwt", claims().build()));
    }

    @Test
    void ellipticCurveKeyIsAccepted() {
        ECKey key = SignedTokens.ecKey("curve");
        provider.answer(SignedTokens.published(KEY, key));
        assertThat(verify(SignedTokens.signed(key, claims().build()))).isInstanceOf(Authentication.Accepted.class);
    }

    @Test
    void expiredTokenIsForbiddenPastTheSkew() {
        BearerToken token = SignedTokens.signed(KEY, claims().build());
        clock.advance(Duration.ofMinutes(5).plus(SKEW).minusSeconds(1));
        assertThat(verify(token)).isInstanceOf(Authentication.Accepted.class);
        clock.advance(Duration.ofSeconds(2));
        assertForbidden(token, "Token is expired or has been revoked.");
    }

    @Test
    void tokenOfTheFutureIsForbiddenPastTheSkew() {
        Instant begin = clock.instant().plus(SKEW).plusSeconds(2);
        BearerToken token = SignedTokens.signed(
                KEY, claims().notBeforeTime(Date.from(begin)).build());
        assertForbidden(token);
        clock.advance(Duration.ofSeconds(3));
        assertThat(verify(token)).isInstanceOf(Authentication.Accepted.class);
    }

    @Test
    void tokenWithoutExpiryOrSubjectIsForbidden() {
        assertForbidden(SignedTokens.signed(KEY, claims().expirationTime(null).build()), "exp");
        assertForbidden(SignedTokens.signed(KEY, claims().subject(null).build()), "sub");
        assertForbidden(SignedTokens.signed(KEY, claims().subject("").build()), "subject");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub", "exp", "iss", "aud"})
    void tokenWithNullForARequiredClaimIsForbidden(String claim) {
        assertForbidden(SignedTokens.signed(
                KEY, claims().claim(claim, null).serializeNullClaims(true).build()));
    }

    @Test
    void tokenForAnotherAudienceIsForbidden() {
        assertForbidden(
                SignedTokens.signed(KEY, claims().audience("account").build()),
                "Token audience does not include \"ProxyStore\".");
        assertForbidden(
                SignedTokens.signed(KEY, claims().audience((String) null).build()), "audience");
    }

    @Test
    void tokenOfAnotherIssuerIsForbiddenAndFetchesNoKeys() {
        assertForbidden(
                SignedTokens.signed(
                        SECOND_KEY, claims().issuer("https://evil.example.org").build()),
                "issuer");
        assertThat(provider.asked()).isEmpty();
    }

    @Test
    void tokenOfAnotherKeyWithTheSameIdIsForbidden() {
        RSAKey forger = SignedTokens.rsaKey("first");
        assertForbidden(SignedTokens.signed(forger, claims().build()), "wrong signature");
    }

    @Test
    void changedTokenIsForbidden() {
        String[] alice = SignedTokens.signed(KEY, claims().build()).value().split("\\.", -1);
        String[] bob = SignedTokens.signed(KEY, claims().subject("bob").build())
                .value()
                .split("\\.", -1);
        assertForbidden(new BearerToken(alice[0] + "." + bob[1] + "." + alice[2]), "wrong signature");
    }

    @Test
    void unsignedTokenIsForbidden() {
        String unsigned = new PlainJWT(claims().build()).serialize();
        assertForbidden(new BearerToken(unsigned));
        assertForbidden(new BearerToken(unsigned + "AAAA"));
    }

    /** The public key is no secret: if it were accepted as one, anyone could sign any token. */
    @Test
    void publicKeyIsNotAcceptedAsASharedSecret() throws JOSEException {
        BearerToken token = SignedTokens.signed(
                SignedTokens.header(JWSAlgorithm.HS256, "first", "JWT"),
                claims().build(),
                new MACSigner(KEY.toRSAPublicKey().getEncoded()));
        assertForbidden(token, "algorithm");
    }

    @Test
    void algorithmThatIsNotListedIsForbidden() throws Exception {
        SignedTokenVerifier strict = verifier(List.of("ES256"), List.of());
        assertThat(strict.verify(SignedTokens.signed(KEY, claims().build())))
                .isInstanceOf(Authentication.Forbidden.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a.b", "a.b.c", "a.b.c.d.e", "eyJhbGciOiJSUzI1NiJ9.e30.", "...", "e30.e30.e30"})
    void textThatIsNoSignedTokenIsForbidden(String value) {
        assertForbidden(new BearerToken(value));
        assertThat(provider.asked()).isEmpty();
    }

    @Test
    void missingKeysAreUnavailable() {
        provider.answer(ProviderStub.status(503, ""));
        assertThatThrownBy(() -> verifier.verify(SignedTokens.signed(KEY, claims().build())))
                .isInstanceOf(UnavailableException.class);
    }

    @Test
    void tokenOfANewKeyIsAcceptedAfterARotation() {
        assertThat(verify(SignedTokens.signed(KEY, claims().build()))).isInstanceOf(Authentication.Accepted.class);
        provider.answer(SignedTokens.published(SECOND_KEY));
        assertThat(verify(SignedTokens.signed(SECOND_KEY, claims().build())))
                .isInstanceOf(Authentication.Accepted.class);
        assertThat(provider.asked()).hasSize(2);
    }
}
