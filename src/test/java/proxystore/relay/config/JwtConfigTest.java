package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.config.schema.InvalidSettingException;

class JwtConfigTest {
    private static final URI KEYS = URI.create("https://id.example/keys");
    private static final Duration MAX_AGE = Duration.ofMinutes(5);
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(10);

    @Test
    void defaultsToAsymmetricAlgorithmsAndToKeysOfFiveMinutes() {
        JwtConfig jwt = RelayConfig.of(Map.of(
                        "auth.method", "jwt",
                        "auth.kwargs.issuer", "https://id.example",
                        "auth.kwargs.jwks_url", KEYS.toString()))
                .auth()
                .jwt()
                .orElseThrow();
        assertThat(jwt)
                .isEqualTo(new JwtConfig(
                        "https://id.example", KEYS, List.of("RS256", "PS256", "ES256"), MAX_AGE, MIN_INTERVAL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "HS256", "rs256", ""})
    void otherAlgorithmsAreRefused(String algorithm) {
        assertThatThrownBy(() -> new JwtConfig("x", KEYS, List.of("RS256", algorithm), MAX_AGE, MIN_INTERVAL))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("auth.kwargs.algorithms: \"" + algorithm + "\" is not one of \"ES256\"");
    }

    @Test
    void atLeastOneAlgorithmIsRequired() {
        assertThatThrownBy(() -> new JwtConfig("x", KEYS, List.of(), MAX_AGE, MIN_INTERVAL))
                .isInstanceOf(InvalidSettingException.class);
    }

    @Test
    void timesAreChecked() {
        List<String> algorithms = List.of("RS256");
        assertThatThrownBy(() -> new JwtConfig("x", KEYS, algorithms, Duration.ofMillis(999), MIN_INTERVAL))
                .hasMessageStartingWith("auth.keys_max_age: ");
        assertThatThrownBy(() -> new JwtConfig("x", KEYS, algorithms, MAX_AGE, Duration.ofHours(2)))
                .hasMessageStartingWith("auth.keys_min_interval: ");
    }
}
