package proxystore.relay.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.endpoint.Requests;

class CheckPageTest {
    private static Page page(Map<String, String> settings, String path, String... hosts) {
        try (Relay relay = new Relay(RelayConfig.of(settings))) {
            return Pages.of(relay, "none", Runnable::run)
                    .answer(PageRequest.withoutUser(Requests.get("", path, Map.of("Host", List.of(hosts)))))
                    .toCompletableFuture()
                    .join();
        }
    }

    private static String policy(Page page) {
        return String.valueOf(page.headers().get("Content-Security-Policy"));
    }

    @Test
    void everyoneMayOpenThePageAndItsScript() {
        Page page = page(Map.of(), "/check", "relay.example.org:8765");
        Page script = page(Map.of(), "/check.js", "relay.example.org:8765");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.type()).isEqualTo("text/html; charset=utf-8");
        assertThat(page.body())
                .contains("data-host=\"relay.example.org:8765\" data-generations=\"1.0 0.5\" data-users=\"none\"")
                .doesNotContain("{{", "http://", "https://", "style=", "onclick");
        assertThat(script.status()).isEqualTo(200);
        assertThat(script.type()).isEqualTo("text/javascript; charset=utf-8");
        assertThat(script.body()).doesNotContain("innerHTML", "localStorage", "eval(");
    }

    @Test
    void thePolicyAllowsWebSocketsToTheSameHostAlone() {
        assertThat(policy(page(Map.of(), "/check", "relay.example.org:8765")))
                .startsWith("default-src 'none'; ")
                .contains("; script-src 'self';")
                .contains("; connect-src 'self' ws://relay.example.org:8765 wss://relay.example.org:8765;");
        assertThat(policy(page(Map.of(), "/check", "[2001:db8::1]")))
                .contains("; connect-src 'self' ws://[2001:db8::1] wss://[2001:db8::1];");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a; script-src *", "*", "a\" onclick=\"x", "<b>"})
    void aTextThatIsNoHostChangesNeitherThePolicyNorTheMarkup(String host) {
        Page page = page(Map.of(), "/check", host);

        assertThat(policy(page)).isEqualTo(HtmlText.POLICY);
        assertThat(page.body()).contains("data-host=\"" + HtmlText.of(host) + "\" data-generations");
    }

    @Test
    void withoutOneHostThePageKnowsNone() {
        assertThat(page(Map.of(), "/check", "a", "b").body()).contains("data-host=\"\"");
    }

    @ParameterizedTest
    @CsvSource({"auto, 1.0 0.5", "0.5, 0.5", "1.0, 1.0"})
    void onlyTheGenerationsThatMayRegisterAreChecked(String protocol, String generations) {
        assertThat(page(Map.of("protocol", protocol), "/check", "relay").body())
                .contains("data-generations=\"" + generations + "\"");
    }

    @Test
    void thePageKnowsHowUsersAreFound() {
        assertThat(page(Map.of("auth.method", "container"), "/check", "relay").body())
                .contains("data-users=\"container\"");
    }
}
