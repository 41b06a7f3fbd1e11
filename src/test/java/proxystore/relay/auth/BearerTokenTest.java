package proxystore.relay.auth;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "mF_9.B5f-4.1JqM", "eyJh.eyJz.c2ln", "a+b/c~d==", "Ag0rmDxo"})
    void tokenFollowsTheScheme(String value) {
        assertThat(BearerToken.of("Bearer " + value)).contains(new BearerToken(value));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer a", "BEARER a", "bEaReR a", "Bearer  a", "Bearer \t a", " Bearer a ", "Bearer a\t"})
    void schemeMayHaveAnyCaseAndAnyBlanks(String header) {
        assertThat(BearerToken.of(header)).contains(new BearerToken("a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Bearer",
                "Bearer ",
                "Bearer a b",
                "Basic YTpi",
                "a",
                "Bearer a,b",
                "Bearer =a",
                "Bearer \u00e9",
                "Bearer a\n",
                "Bearera",
                "Bearer\u00a0a",
                "\u212aearer a"
            })
    void otherHeaderIsMalformed(String header) {
        assertThat(BearerToken.of(header)).isEmpty();
    }

    @Test
    void hashIsThatOfTheFileFormat() {
        // printf abc | sha256sum
        assertThat(new BearerToken("abc").sha256())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void textMasksTheToken() {
        assertThat(new BearerToken("abc").toString()).doesNotContain("abc");
    }
}
