package proxystore.relay.auth.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import java.text.ParseException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedKeysTest {
    private static final String GOOD = SignedTokens.ecKey("good").toPublicJWK().toJSONString();

    /** Keys that providers publish beside usable ones, and for which Nimbus refuses the whole set. */
    static List<String> oddKeys() {
        return List.of(
                "{\"kty\":\"EC\",\"kid\":\"odd\",\"crv\":\"brainpoolP256r1\",\"x\":\"AQ\",\"y\":\"AQ\"}",
                "{\"kty\":\"EC\",\"kid\":\"odd\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}",
                "{\"kty\":\"EC\",\"kid\":\"odd\",\"crv\":\"P-256\",\"x\":\"AQ\"}",
                "{\"kty\":\"RSA\",\"kid\":\"odd\",\"e\":\"AQAB\"}",
                "{\"kty\":\"RSA\",\"kid\":\"odd\",\"n\":\"AQ\",\"e\":\"AQAB\",\"x5c\":[\"bad\"]}",
                "{\"kty\":\"RSA\",\"kid\":\"odd\",\"n\":5,\"e\":\"AQAB\"}",
                "{\"kty\":\"OKP\",\"kid\":\"odd\",\"crv\":\"Ed25519\"}",
                "{\"kty\":\"AKP\",\"kid\":\"odd\",\"alg\":\"ML-DSA-44\",\"pub\":\"AQ\"}",
                "{\"kty\":5,\"kid\":\"odd\"}",
                "{\"kid\":\"odd\"}",
                "{}",
                "null",
                "5",
                "\"key\"",
                "[]");
    }

    private static JWKSelector named(String id) {
        return new JWKSelector(new JWKMatcher.Builder().keyID(id).build());
    }

    private static List<String> ids(PublishedKeys keys, String id) {
        return keys.select(named(id)).stream().map(JWK::getKeyID).toList();
    }

    @ParameterizedTest
    @MethodSource("oddKeys")
    void unusableKeyIsIgnoredBesideAUsableOne(String odd) throws Exception {
        for (String keys : List.of(odd + "," + GOOD, GOOD + "," + odd)) {
            PublishedKeys published = PublishedKeys.parse("{\"keys\":[" + keys + "]}");
            assertThat(ids(published, "good")).containsExactly("good");
            assertThat(ids(published, "odd")).isEmpty();
            assertThat(published.ignores(named("odd"))).isEqualTo(odd.contains("\"odd\""));
            assertThat(published.ignores(named("good"))).isFalse();
            assertThat(published.complaint())
                    .startsWith(keys.startsWith(odd) ? "key 1 of 2: " : "key 2 of 2: ")
                    .matches("[\\x20-\\x7e]+");
        }
    }

    @Test
    void usableKeysCauseNoComplaint() throws Exception {
        assertThat(PublishedKeys.parse("{\"keys\":[" + GOOD + "]}").complaint()).isEmpty();
        assertThat(PublishedKeys.parse("{\"keys\":[]}").complaint()).isEmpty();
    }

    @Test
    void setWithoutUsableKeysIsRefused() {
        assertThatThrownBy(() -> PublishedKeys.parse("{\"keys\":[{\"kid\":\"a\\n\"},null]}"))
                .isInstanceOf(ParseException.class)
                .hasMessageStartingWith("none can be used: key 1 of 2: ")
                .hasMessageContaining("; key 2 of 2: not a JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "5", "{}", "{\"keys\":5}", "{\"keys\":null}", "<html>"})
    void otherDocumentIsRefused(String document) {
        assertThatThrownBy(() -> PublishedKeys.parse(document)).isInstanceOf(ParseException.class);
    }

    @Test
    void complaintAboutManyKeysIsCut() throws Exception {
        String keys = "{\"kty\":\"\\u0007\\n\"},".repeat(1000) + GOOD;
        assertThat(PublishedKeys.parse("{\"keys\":[" + keys + "]}").complaint())
                .hasSizeLessThan(600)
                .matches("[\\x20-\\x7e]+");
    }
}
