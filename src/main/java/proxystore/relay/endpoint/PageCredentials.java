package proxystore.relay.endpoint;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The credentials of a web page. A page can set no header of a handshake but its subprotocols (WHATWG WebSockets, section
 * 3.1), so it sends its token among them: {@code proxystore-relay, proxystore-relay.bearer.TOKEN}, with the token in base64url
 * without padding (RFC 4648, section 5). The relay selects the first of both, as a browser requires.
 */
final class PageCredentials {
    static final String PROTOCOL = "proxystore-relay";

    private static final String HEADER = "Sec-WebSocket-Protocol";
    private static final String BEARER = PROTOCOL + ".bearer.";

    private PageCredentials() {}

    /** The subprotocols that the container's WebSocket implementation sees: the relay's own, or none. */
    static List<String> subprotocols(RequestHead request) {
        return request.elements(HEADER).contains(PROTOCOL) ? List.of(PROTOCOL) : List.of();
    }

    /** The token as an {@code Authorization} header; empty if the page sends none, or more than one. */
    static Optional<String> authorization(RequestHead request) {
        List<String> tokens = request.elements(HEADER).stream()
                .filter(element -> element.startsWith(BEARER))
                .map(element -> element.substring(BEARER.length()))
                .toList();
        return tokens.size() == 1 ? Optional.of("Bearer " + decoded(tokens.get(0))) : Optional.empty();
    }

    /** The token; empty, which is no token, if the text is not base64url. */
    private static String decoded(String text) {
        try {
            return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.ISO_8859_1);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
