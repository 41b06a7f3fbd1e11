package proxystore.relay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageCredentialsTest {
    private static final String BEARER = "proxystore-relay.bearer.";

    private static RequestHead head(String... subprotocols) {
        return head(Map.of("Sec-WebSocket-Protocol", List.of(subprotocols)));
    }

    private static RequestHead head(Map<String, List<String>> headers) {
        return Requests.get("", "/", headers);
    }

    private static List<String> authorization(RequestHead head) {
        return HandshakeCheck.values(head, "Authorization");
    }

    @Test
    void theTokenAmongTheSubprotocolsIsThePagesAuthorization() {
        String token = "~~~A-token_of.alice+/==";
        String encoded =
                Base64.getUrlEncoder().withoutPadding().encodeToString(token.getBytes(StandardCharsets.US_ASCII));

        assertThat(authorization(head("proxystore-relay, " + BEARER + encoded))).containsExactly("Bearer " + token);
        assertThat(authorization(head("proxystore-relay", BEARER + encoded))).containsExactly("Bearer " + token);
    }

    @Test
    void anAuthorizationHeaderPrecedesThePagesToken() {
        RequestHead both = head(
                Map.of("Authorization", List.of("Bearer mine"), "Sec-WebSocket-Protocol", List.of(BEARER + "b3RoZXI")));

        assertThat(authorization(both)).containsExactly("Bearer mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",,", "n0protocol,,;\"", "proxystore-relay", BEARER + "YQ, " + BEARER + "Yg"})
    void otherSubprotocolsAreNoCredentials(String header) {
        assertThat(authorization(head(header))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "a", "YQ==YQ", "\u00fc"})
    void aTextThatIsNotBase64UrlIsAMalformedToken(String text) {
        assertThat(authorization(head(BEARER + text))).containsExactly("Bearer ");
    }

    @Test
    void theContainerSeesTheRelaysSubprotocolAlone() {
        assertThat(HandshakeCheck.values(head("a, proxystore-relay, " + BEARER + "YQ"), "sec-websocket-protocol"))
                .containsExactly("proxystore-relay");
        assertThat(HandshakeCheck.values(head("a, b"), "Sec-WebSocket-Protocol"))
                .isEmpty();
        assertThat(HandshakeCheck.values(head(BEARER + "YQ"), "Sec-WebSocket-Protocol"))
                .isEmpty();
    }

    @Test
    void theNamesOfHeadersAreThoseWithValues() {
        RequestHead page = head(Map.of(
                "Host", List.of("relay"),
                "Sec-WebSocket-Extensions", List.of("permessage-deflate"),
                "Sec-WebSocket-Protocol", List.of(BEARER + "YQ")));

        assertThat(HandshakeCheck.names(page, List.of("Host", "Sec-WebSocket-Extensions", "Sec-WebSocket-Protocol")))
                .containsExactly("Host", "Authorization");
        assertThat(HandshakeCheck.names(head(Map.of("Host", List.of("relay"))), List.of("Host")))
                .containsExactly("Host");
    }
}
