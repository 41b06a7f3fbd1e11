package proxystore.relay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.endpoint.RequestHead.RequestLine;

/** RFC 6455, section 4.2.1. */
class HandshakeSyntaxTest {
    private static final RequestLine GET = new RequestLine("GET", "", "/", "HTTP/1.1");

    private static Map<String, List<String>> headers(String changed, List<String> values) {
        Map<String, List<String>> headers = new HashMap<>(Map.of(
                "Host", List.of("relay.example"),
                "Upgrade", List.of("websocket"),
                "Connection", List.of("Upgrade"),
                "Sec-WebSocket-Key", List.of("dGhlIHNhbXBsZSBub25jZQ=="),
                "Sec-WebSocket-Version", List.of("13")));
        headers.put(changed, values);
        return headers;
    }

    private static Optional<RefusedHandshake> violation(String changed, String... values) {
        return HandshakeSyntax.violation(Requests.of(GET, headers(changed, List.of(values))));
    }

    private static Optional<Integer> status(String changed, String... values) {
        return violation(changed, values).map(RefusedHandshake::status);
    }

    @Test
    void aHandshakeOfTheRfcIsAccepted() {
        assertThat(violation("Origin")).isEmpty();
    }

    @Test
    void listsAndCaseOfOtherClientsAreAccepted() {
        assertThat(violation("Upgrade", "WebSocket")).isEmpty();
        assertThat(violation("Upgrade", "h2c, websocket")).isEmpty();
        assertThat(violation("Connection", "keep-alive, Upgrade")).isEmpty();
        assertThat(violation("Connection", "keep-alive", "UPGRADE")).isEmpty();
        assertThat(violation("Sec-WebSocket-Key", " dGhlIHNhbXBsZSBub25jZQ== ")).isEmpty();
    }

    /** Only blanks and tabs may stand around an element (RFC 9110, section 5.6.3). */
    @Test
    void controlCharactersAreNoWhiteSpace() {
        assertThat(violation("Connection", "keep-alive,\t Upgrade")).isEmpty();
        assertThat(violation("Connection", "keep-alive,\u001f Upgrade")).isPresent();
        assertThat(violation("Sec-WebSocket-Version", "\u001c13")).isPresent();
        assertThat(violation("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==\u000b"))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, HTTP/1.1, 'A WebSocket handshake is a GET request, not POST.'",
        "HEAD, HTTP/1.1, 'A WebSocket handshake is a GET request, not HEAD.'",
        "get, HTTP/1.1, 'A WebSocket handshake is a GET request, not get.'",
        "GET, HTTP/1.0, 'A WebSocket handshake needs HTTP/1.1, not HTTP/1.0: a reverse proxy must use HTTP/1.1 towards"
                + " the relay.'",
    })
    void otherMethodsAndVersionsOfHttpAreRefused(String method, String protocol, String reason) {
        RequestLine line = new RequestLine(method, "", "/", protocol);

        assertThat(HandshakeSyntax.violation(Requests.of(line, headers("Origin", List.of()))))
                .hasValue(RefusedHandshake.malformed(reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "AAAAAAAAAAAAAAAAAAAAAA", // no padding
                "AAAAAAAAAAAAAAAAAAAAAAA=", // 17 bytes
                "AAAAAAAAAAAAAAAAAAAA", // 15 bytes
                "AAAAAAAAAAAAAAAAAAAAAAAA", // 18 bytes
                "AAAAAAAAAA AAAAAAAAAAA==",
                "AAAAAAAAAA_AAAAAAAAAAA==",
            })
    void aKeyThatIsNotTheBase64Of16BytesIsRefused(String key) {
        assertThat(violation("Sec-WebSocket-Key", key))
                .hasValue(RefusedHandshake.malformed("The header Sec-WebSocket-Key is not the base64 of 16 bytes."));
    }

    @Test
    void aMissingOrRepeatedHeaderIsRefused() {
        String key = "dGhlIHNhbXBsZSBub25jZQ==";

        assertThat(status("Sec-WebSocket-Key")).hasValue(400);
        assertThat(status("Sec-WebSocket-Key", key, key)).hasValue(400);
        assertThat(status("Host")).hasValue(400);
        assertThat(status("Host", "a", "b")).hasValue(400);
        assertThat(status("Upgrade")).hasValue(400);
        assertThat(status("Upgrade", "websockets")).hasValue(400);
        assertThat(status("Connection")).hasValue(400);
        assertThat(status("Connection", "close")).hasValue(400);
        assertThat(status("Connection", "not-an-upgrade")).hasValue(400);
    }

    @Test
    void anotherVersionMustUpgrade() {
        assertThat(status("Sec-WebSocket-Version", "8")).hasValue(426);
        assertThat(status("Sec-WebSocket-Version", "13", "13")).hasValue(426);
        assertThat(status("Sec-WebSocket-Version", "8, 13")).hasValue(426);
        assertThat(status("Sec-WebSocket-Version")).hasValue(426);
    }

    @Test
    void aRequestWhoseUpgradeAProxyHasDroppedIsAHandshake() {
        assertThat(HandshakeSyntax.isHandshake(Requests.of(GET, headers("Upgrade", List.of()))))
                .isTrue();
        assertThat(HandshakeSyntax.isHandshake(Requests.of(GET, Map.of("Upgrade", List.of("h2c")))))
                .isFalse();
        assertThat(HandshakeSyntax.isHandshake(Requests.of(GET, Map.of()))).isFalse();
    }
}
