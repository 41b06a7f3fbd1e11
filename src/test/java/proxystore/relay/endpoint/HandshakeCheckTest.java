package proxystore.relay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import proxystore.relay.LogLines;
import proxystore.relay.Relay;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.events.Refusal;
import proxystore.relay.events.RelayEvents;
import proxystore.relay.routing.PeerNetwork;

class HandshakeCheckTest {
    @RegisterExtension
    final LogLines log = new LogLines(HandshakeCheck.class);

    private static Optional<RefusedHandshake> refusal(String allowed, Map<String, List<String>> headers) {
        return refusal(allowed.isEmpty() ? Map.of() : Map.of("origins", allowed), headers);
    }

    private static Optional<RefusedHandshake> refusal(Map<String, String> settings, Map<String, List<String>> headers) {
        try (Relay relay = new Relay(RelayConfig.of(settings))) {
            return HandshakeCheck.refusal(relay, Requests.get("", "/", headers));
        }
    }

    private static Map<String, List<String>> client(Map<String, List<String>> changes) {
        Map<String, List<String>> headers = new HashMap<>(Map.of(
                "Host", List.of("relay.example"),
                "Upgrade", List.of("websocket"),
                "Connection", List.of("Upgrade"),
                "Sec-WebSocket-Key", List.of("AAAAAAAAAAAAAAAAAAAAAA=="),
                "Sec-WebSocket-Version", List.of("13")));
        headers.putAll(changes);
        return headers;
    }

    private static Map<String, List<String>> page(String... origins) {
        return client(Map.of("Origin", List.of(origins)));
    }

    @Test
    void clientThatIsNoWebPageIsLetIn() {
        assertThat(refusal("", client(Map.of()))).isEmpty();
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
    void relaysOwnPageIsForeignIfTheContainerAuthenticatesItsUsers() {
        assertThat(refusal(Map.of("auth.method", "container"), page("https://relay.example")))
                .isPresent();
        assertThat(refusal(
                        Map.of("auth.method", "container", "origins", "https://relay.example"),
                        page("https://relay.example")))
                .isEmpty();
        assertThat(refusal(Map.of("auth.method", "container"), client(Map.of())))
                .isEmpty();
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
    }

    @Test
    void otherPathIsNotFound() {
        try (Relay relay = new Relay(RelayConfig.defaults())) {
            assertThat(HandshakeCheck.refusal(relay, Requests.get("/app", "/other\n", client(Map.of()))))
                    .hasValue(new RefusedHandshake(Refusal.PATH, 404, "Nothing here. The relay is at /app/"));
        }
        assertThat(log.get())
                .containsExactly("WARN Refused the handshake of 127.0.0.1:1 for the path /app/other\\u000a: correct the"
                        + " address in its endpoint, this relay is at /app/");
    }

    @Test
    void malformedHandshakeIsLoggedWithItsReasonAndCounted() {
        List<Refusal> counted = new ArrayList<>();
        RelayEvents events = new RelayEvents() {
            @Override
            public void refused(Refusal reason, Object client) {
                counted.add(reason);
            }
        };
        try (Relay relay = new Relay(RelayConfig.defaults(), Authenticator.NONE, PeerNetwork.LOCAL_ONLY, events)) {
            assertThat(HandshakeCheck.refusal(
                            relay, Requests.get("", "/", client(Map.of("Sec-WebSocket-Key", List.of())))))
                    .map(RefusedHandshake::status)
                    .hasValue(400);
        }
        assertThat(log.get())
                .containsExactly("WARN Refused the handshake of 127.0.0.1:1: A WebSocket handshake has one header"
                        + " Sec-WebSocket-Key, not 0.");
        assertThat(counted).containsExactly(Refusal.HANDSHAKE);
    }

    @Test
    void logNamesOriginAddressAndSettingOnceAMinute() {
        try (Relay relay = new Relay(RelayConfig.defaults())) {
            for (int i = 0; i < 100; i++) {
                assertThat(HandshakeCheck.refusal(relay, Requests.get("", "/", page("https://evil.example\n"))))
                        .hasValue(new RefusedHandshake(
                                Refusal.ORIGIN,
                                403,
                                "Web pages of this origin may not connect to this relay (setting origins)."));
            }
        }
        assertThat(log.get())
                .containsExactly("WARN Refused the handshake of a web page from origin https://evil.example\\u000a at"
                        + " 127.0.0.1:1: if it may connect, add its origin to the setting origins");
    }
}
