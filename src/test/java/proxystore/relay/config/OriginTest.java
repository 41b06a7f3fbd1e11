package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.config.schema.InvalidSettingException;

class OriginTest {
    private static boolean isAt(String origin, String host, boolean secure) {
        return Origin.parse(origin).orElseThrow().isAt(host, secure);
    }

    @ParameterizedTest
    @CsvSource({
        "http://relay.example, relay.example, false",
        "http://relay.example, relay.example:80, false",
        "http://relay.example:80, relay.example, false",
        "https://relay.example, relay.example, true",
        "https://relay.example, relay.example, false", // a proxy has terminated TLS
        "https://relay.example, relay.example:443, false",
        "https://relay.example:443, relay.example, true",
        "http://RELAY.example:8765, relay.EXAMPLE:8765, false",
        "https://relay.example:8765, relay.example:8765, true",
        "http://[::1]:8765, [::1]:8765, false",
        "http://[2001:DB8::1], [2001:db8::1], false",
        "wss://relay.example, relay.example, true",
        "capacitor://localhost:8765, localhost:8765, false",
    })
    void pageOfTheSameHostAndPortIsOfTheRelay(String origin, String host, boolean secure) {
        assertThat(isAt(origin, host, secure)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://evil.example, relay.example, false",
        "http://relay.example.evil.example, relay.example, false",
        "http://relay.example:8080, relay.example, false",
        "http://relay.example, relay.example:8765, false",
        "http://relay.example, relay.example:443, false",
        "http://relay.example, relay.example, true",
        "http://localhost:1, localhost:2, false",
        "http://[::1]:1, [::2]:1, false",
        "capacitor://localhost, localhost, false",
        "http://relay.example, relay.example/, false",
        "http://relay.example, user@relay.example, false",
        "http://relay.example, '', false",
    })
    void pageOfAnotherHostOrPortIsForeign(String origin, String host, boolean secure) {
        assertThat(isAt(origin, host, secure)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "relay.example",
                "http://",
                "http://relay.example/",
                "http://relay.example:",
                "http://relay.example:123456",
                "http://user@relay.example",
                "http://relay.example http://evil.example",
                "http://relay.example, http://evil.example",
                "http://[::1",
                "://relay.example",
            })
    void malformedOriginIsRefused(String text) {
        assertThat(Origin.parse(text)).isEmpty();
    }

    @Test
    void settingIsAListOfOrigins() {
        RelayConfig config = RelayConfig.of(Map.of("origins", "https://App.example, http://localhost:3000,*"));
        assertThat(config.origins())
                .containsExactly(
                        new Origin("https", "app.example", 443), new Origin("http", "localhost", 3000), Origin.ANY);
        assertThat(config.origins().stream().map(Origin::toString))
                .isEqualTo(List.of("https://app.example", "http://localhost:3000", "*"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "app.example", "https://app.example/page", "*.example"})
    void malformedOriginInTheSettingIsRefused(String text) {
        assertThatThrownBy(() -> RelayConfig.of(Map.of("origins", text)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "origins: \"" + text + "\" is not an origin (scheme://host or scheme://host:port) or \"*\"");
    }
}
