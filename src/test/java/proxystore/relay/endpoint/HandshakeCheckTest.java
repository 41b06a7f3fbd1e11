package proxystore.relay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import proxystore.relay.LogLines;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;

class HandshakeCheckTest {
    @RegisterExtension
    final LogLines log = new LogLines(HandshakeCheck.class);

    private static Optional<String> refusal(String allowed, Map<String, List<String>> headers) {
        Map<String, String> settings = allowed.isEmpty() ? Map.of() : Map.of("origins", allowed);
        try (Relay relay = new Relay(RelayConfig.of(settings))) {
            return refusal(relay, headers, "192.0.2.1:1");
        }
    }

    private static Optional<String> refusal(Relay relay, Map<String, List<String>> headers, String address) {
        return HandshakeCheck.refusal(relay, name -> headers.getOrDefault(name, List.of()), false, address);
    }

    private static Map<String, List<String>> page(String... origins) {
        return Map.of("Host", List.of("relay.example"), "Origin", List.of(origins));
    }

    @Test
    void clientThatIsNoWebPageIsLetIn() {
        assertThat(refusal("", Map.of("Host", List.of("relay.example")))).isEmpty();
        assertThat(refusal("", Map.of())).isEmpty();
    }

    @Test
    void relaysOwnPageIsLetIn() {
        assertThat(refusal("", page("https://relay.example"))).isEmpty();
    }

    @Test
    void foreignPageIsRefusedUnlessItsOriginIsAllowed() {
        assertThat(refusal("", page("https://app.example"))).isPresent();
        assertThat(refusal("https://other.example", page("https://app.example")))
                .isPresent();
        assertThat(refusal("https://other.example,https://app.example", page("https://APP.example:443")))
                .isEmpty();
        assertThat(refusal("*", page("https://app.example"))).isEmpty();
    }

    @Test
    void pageWithoutAnOriginIsForeign() {
        assertThat(refusal("", page("null"))).isPresent();
        assertThat(refusal("", page(""))).isPresent();
        assertThat(refusal("*", page("null"))).isEmpty();
    }

    @Test
    void severalOriginsOrHostsAreForeign() {
        assertThat(refusal("", page("https://relay.example", "https://relay.example")))
                .isPresent();
        assertThat(refusal("https://app.example", page("https://app.example", "https://evil.example")))
                .isPresent();
        Map<String, List<String>> hosts =
                Map.of("Host", List.of("relay.example", "evil.example"), "Origin", List.of("https://evil.example"));
        assertThat(refusal("", hosts)).isPresent();
    }

    @Test
    void logNamesOriginAddressAndSettingOnceAMinute() {
        try (Relay relay = new Relay(RelayConfig.defaults())) {
            for (int port = 1; port <= 100; port++) {
                assertThat(refusal(relay, page("https://evil.example\n"), "192.0.2.1:" + port))
                        .hasValue("Web pages of this origin may not connect to this relay (setting origins).\n");
            }
        }
        assertThat(log.get())
                .containsExactly("WARN Refused the handshake of a web page from origin https://evil.example\\u000a at"
                        + " 192.0.2.1:1: if it may connect, add its origin to the setting origins");
    }
}
