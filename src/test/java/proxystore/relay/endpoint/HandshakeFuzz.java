package proxystore.relay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import proxystore.relay.Relay;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.config.Origin;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.endpoint.RequestHead.RequestLine;
import proxystore.relay.fuzz.Claims;
import proxystore.relay.fuzz.RecordedLog;

/**
 * Fuzz target: a parsed request head. The first line of the input is {@code method path protocol}; every other one is a
 * header.
 *
 * <ul>
 *   <li>Nothing is thrown. A request may continue exactly if {@link HandshakeModel} finds a handshake, its path is the
 *       relay's, and its web page, if any, may connect.
 *   <li>A refusal has one of a few status codes and a reason of one line; its line in the log is one line, and the client
 *       cannot make it long.
 *   <li>A bearer token has no white space and is never shown.
 * </ul>
 */
public final class HandshakeFuzz {
    private static final int BYTES_PER_BYTE = 400;
    private static final int MAX_REASON_LENGTH = 1_000;
    private static final String ALLOWED = "https://app.example";
    private static final RelayConfig CONFIG = RelayConfig.of(Map.of("origins", ALLOWED, "proxy.trusted", "127.0.0.1"));

    private HandshakeFuzz() {}

    /** Called by the fuzzer and by the test of the corpus. */
    public static void fuzzerTestOneInput(byte[] input) {
        List<String> lines = List.of(new String(input, StandardCharsets.ISO_8859_1).split("\n", -1));
        String[] words = (lines.get(0) + "   ").split(" ", -1);
        Map<String, List<String>> headers = HandshakeModel.headers(lines.subList(1, lines.size()));
        boolean secure = words[3].equals("tls");
        RequestHead head = new RequestHead(
                new RequestLine(words[0], "", words[1], words[2]),
                secure,
                "127.0.0.1",
                1,
                name -> headers.getOrDefault(name, List.of()));
        try (RecordedLog log = new RecordedLog();
                Relay relay = new Relay(CONFIG)) { // its log says everything once in a minute
            Optional<RefusedHandshake> refusal =
                    Claims.boundedMemory(input.length, BYTES_PER_BYTE, () -> HandshakeCheck.refusal(relay, head));
            boolean accepted = words[0].equals("GET")
                    && words[1].equals("/")
                    && words[2].equals("HTTP/1.1")
                    && HandshakeModel.isHandshake(headers)
                    && mayConnect(headers, secure);
            assertThat(refusal.isEmpty()).isEqualTo(accepted);
            assertThat(refusal.isEmpty() && !HandshakeCheck.isHandshake(head)).isFalse();
            refusal.ifPresent(refused -> {
                assertThat(refused.status()).isIn(400, 403, 404, 426);
                Claims.oneLine(refused.reason(), MAX_REASON_LENGTH);
            });
            assertThat(log.takeClear()).hasSize(refusal.isEmpty() ? 0 : 1);
        }
        headers.getOrDefault("Authorization", List.of()).forEach(HandshakeFuzz::token);
    }

    /** By text alone, for a page whose origin and host are written in the plainest way; {@code null} is a page, too. */
    private static boolean mayConnect(Map<String, List<String>> headers, boolean secure) {
        List<String> origins = headers.getOrDefault("Origin", List.of());
        if (origins.isEmpty()) {
            return true;
        }
        Optional<Origin> origin = Origin.parse(origins.get(0));
        if (origins.size() > 1 || origin.isEmpty()) {
            return false;
        }
        assertThat(Origin.parse(origin.get().toString())).isEqualTo(origin);
        return origin.get().toString().equals(ALLOWED)
                || origin.get().isAt(headers.getOrDefault("Host", List.of("")).get(0), secure);
    }

    private static void token(String authorization) {
        Optional<BearerToken> token = BearerToken.of(authorization);
        token.ifPresent(found -> {
            assertThat(authorization.strip()).endsWith(found.value());
            assertThat(found.value()).matches("[\\x21-\\x7e]+");
            assertThat(found.toString()).isEqualTo("BearerToken[********]");
        });
    }
}
