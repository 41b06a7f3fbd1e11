package proxystore.relay.auth.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.auth.UnavailableException;
import proxystore.relay.auth.User;
import proxystore.relay.config.IntrospectionConfig;
import proxystore.relay.config.Secret;

/** Against a stub that answers in the shape of Globus Auth's token introspection. */
class TokenIntrospectionTest {
    private static final String ALICE = "ae341a98-d274-11e5-b888-dbae3a8ba545";
    private static final String BOB = "41143743-f3c8-4d60-bbdb-eeecaba85bd9";

    private final ProviderStub globus = new ProviderStub();
    private final IdentityProviderClient client =
            new IdentityProviderClient(Duration.ofSeconds(10), 1 << 20, ProviderRoute.DIRECT);

    @AfterEach
    void end() {
        globus.close();
        client.close();
    }

    private TokenIntrospection introspection(List<String> audience) {
        return new TokenIntrospection(
                client,
                new IntrospectionConfig("relay", new Secret("secret"), globus.url("/v2/oauth2/token/introspect")),
                audience);
    }

    private Authentication verify() throws Exception {
        return introspection(List.of("ProxyStore")).verify(new BearerToken("Ag0rm+x/D="));
    }

    private void assertMalformed(String answer) {
        globus.answer(answer);
        assertThatThrownBy(this::verify)
                .isInstanceOf(UnavailableException.class)
                .satisfies(failure -> assertThat(failure.toString()).doesNotContain("Ag0rm"));
    }

    /** An answer of Globus with one member replaced. */
    private static String answer(String key, String value) {
        return ("{\"active\": true,"
                        + " \"scope\": \"https://auth.globus.org/scopes/a3379dba-a492-459a-a8df-5e7676a0472f/relay_all\","
                        + " \"sub\": \"" + ALICE + "\","
                        + " \"username\": \"alice@uchicago.edu\","
                        + " \"name\": \"Alice\","
                        + " \"email\": null,"
                        + " \"client_id\": \"a3379dba-a492-459a-a8df-5e7676a0472f\","
                        + " \"aud\": [\"ProxyStore\", \"a3379dba-a492-459a-a8df-5e7676a0472f\"],"
                        + " \"iss\": \"https://auth.globus.org\","
                        + " \"exp\": 1795299953, \"iat\": 1795127153, \"nbf\": 1795127153}")
                .replaceFirst(
                        "\"" + key + "\": (\\[.*?]|\".*?\"|[^,}]+)",
                        value.isEmpty() ? "\"x\": 0" : "\"" + key + "\": " + value);
    }

    @Test
    void userIsTheTokensSubject() throws Exception {
        globus.answer(answer("x", ""));
        assertThat(verify())
                .isEqualTo(new Authentication.Accepted(
                        new User(ALICE, "alice"), Optional.of(Instant.ofEpochSecond(1795299953))))
                .extracting(
                        accepted -> ((Authentication.Accepted) accepted).user().displayName())
                .isEqualTo("alice@uchicago.edu (Alice)");
    }

    @Test
    void tokenIsPostedAsAFormWithHttpBasic() throws Exception {
        globus.answer(answer("x", ""));
        verify();
        assertThat(globus.asked())
                .containsExactly(new ProviderStub.Asked(
                        "POST", "/v2/oauth2/token/introspect", "Basic cmVsYXk6c2VjcmV0", "token=Ag0rm%2Bx%2FD%3D"));
    }

    /** ProxyStore once identified users by the client_id, which is the program's: all users were the same. */
    @Test
    void usersWithTheSameProgramAndNameAndOtherSubjectsAreDifferent() throws Exception {
        globus.answer(answer("x", ""));
        User alice = ((Authentication.Accepted) verify()).user();
        globus.answer(answer("sub", '"' + BOB + '"'));
        User bob = ((Authentication.Accepted) verify()).user();

        assertThat(bob.displayName()).isEqualTo(alice.displayName());
        assertThat(bob).isNotEqualTo(alice);
    }

    @Test
    void userStaysTheSameUnderAnotherNameAndProgram() throws Exception {
        globus.answer(answer("username", "\"alice@example.org\""));
        User before = ((Authentication.Accepted) verify()).user();
        globus.answer(answer("client_id", "\"another\""));
        assertThat(((Authentication.Accepted) verify()).user()).isEqualTo(before);
    }

    /** The example of RFC 7617, section 2. */
    @Test
    void basicAuthenticationIsThatOfRfc7617() {
        assertThat(TokenIntrospection.basic(
                        new IntrospectionConfig("Aladdin", new Secret("open sesame"), globus.url("/"))))
                .isEqualTo("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    }

    @Test
    void inactiveTokenIsForbiddenWithProxyStoresText() throws Exception {
        globus.answer("{\"active\": false}");
        assertThat(verify()).isEqualTo(new Authentication.Forbidden("Token is expired or has been revoked."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"ProxyStore\"", "[\"ProxyStore\"]", "[5, null, \"ProxyStore\"]"})
    void audienceMayBeATextOrAList(String audience) throws Exception {
        globus.answer(answer("aud", audience));
        assertThat(verify()).isInstanceOf(Authentication.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "\"\"", "[\"other\"]", "\"NotProxyStore\"", "[5]", "[[\"ProxyStore\"]]"})
    void tokenForAnotherAudienceIsForbidden(String audience) throws Exception {
        globus.answer(answer("aud", audience));
        assertThat(verify())
                .isInstanceOfSatisfying(
                        Authentication.Forbidden.class,
                        forbidden -> assertThat(forbidden.why())
                                .startsWith("Token audience does not include \"ProxyStore\"."));
    }

    @Test
    void audienceIsIgnoredIfNoneIsRequired() throws Exception {
        globus.answer(answer("aud", "[\"other\"]"));
        assertThat(introspection(List.of()).verify(new BearerToken("token")))
                .isInstanceOf(Authentication.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "\"\"", "5"})
    void tokenWithoutSubjectIsForbidden(String subject) throws Exception {
        globus.answer(answer("sub", subject));
        assertThat(verify()).isInstanceOf(Authentication.Forbidden.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e9", "99999999999999999999", "-5", "0.5"})
    void numberOutOfRangeIsAcceptedAsExpiry(String expiry) throws Exception {
        globus.answer(answer("exp", expiry));
        assertThat(verify()).isInstanceOf(Authentication.Accepted.class);
    }

    @Test
    void expiryIsOptional() throws Exception {
        globus.answer(answer("exp", ""));
        assertThat(((Authentication.Accepted) verify()).expiry()).isEmpty();
    }

    @Test
    void malformedAnswerIsUnavailable() {
        for (String malformed : new String[] {
            "",
            "null",
            "[]",
            "true",
            "\"active\"",
            "{",
            "{}",
            "<html></html>",
            "{\"active\": \"true\"}",
            "{\"active\": null}",
            "{\"active\": 1}",
            answer("aud", "5"),
            answer("aud", "{}"),
            answer("exp", "\"soon\""),
            "[".repeat(100_000)
        }) {
            assertMalformed(malformed);
        }
    }

    @Test
    void malformedAnswerIsNotQuoted() {
        assertMalformed("no such token: Ag0rm+x/D=");
    }

    @Test
    void failureOfTheProviderIsUnavailable() {
        for (int status : new int[] {400, 401, 403, 404, 500, 503}) {
            globus.answer(ProviderStub.status(status, "{\"active\": false}"));
            assertThatThrownBy(this::verify).isInstanceOf(UnavailableException.class);
        }
    }
}
