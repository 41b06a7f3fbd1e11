package proxystore.relay.endpoint;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import proxystore.relay.log.LogText;

/** The form of an opening handshake: what a server must require of it (RFC 6455, section 4.2.1). */
final class HandshakeSyntax {
    private static final String KEY = "Sec-WebSocket-Key";
    private static final String VERSION = "Sec-WebSocket-Version";
    /** The only version that RFC 6455 defines. */
    private static final String SUPPORTED_VERSION = "13";

    private static final int KEY_BYTES = 16;
    /** The length of 16 bytes in base64, padding included. */
    private static final int KEY_CHARACTERS = 24;

    private static final String PROXY_REMEDY = ": a reverse proxy must pass it on";

    private HandshakeSyntax() {}

    /**
     * Whether the client means to open a WebSocket. A request without {@code Upgrade} may do so: a reverse proxy that does
     * not know WebSockets drops that header and passes the others on.
     */
    static boolean isHandshake(RequestHead request) {
        return request.lists("Upgrade", "websocket")
                || !request.values(KEY).isEmpty()
                || !request.values(VERSION).isEmpty();
    }

    /** The first rule that a handshake breaks; empty if its form is right. */
    static Optional<RefusedHandshake> violation(RequestHead request) {
        RequestHead.RequestLine line = request.line();
        if (!line.method().equals("GET")) {
            return malformed("A WebSocket handshake is a GET request, not " + LogText.of(line.method()) + ".");
        }
        if (!line.protocol().equals("HTTP/1.1")) {
            return malformed("A WebSocket handshake needs HTTP/1.1, not " + LogText.of(line.protocol())
                    + ": a reverse proxy must use HTTP/1.1 towards the relay.");
        }
        if (request.values("Host").size() != 1) {
            return malformed("A WebSocket handshake has one header Host, not "
                    + request.values("Host").size() + ".");
        }
        if (!request.lists("Upgrade", "websocket")) {
            return malformed("The header Upgrade: websocket is missing" + PROXY_REMEDY + ".");
        }
        if (!request.lists("Connection", "upgrade")) {
            return malformed("The header Connection does not contain Upgrade" + PROXY_REMEDY + ".");
        }
        if (!request.values(VERSION).equals(List.of(SUPPORTED_VERSION))) {
            return Optional.of(RefusedHandshake.otherVersion("The header " + VERSION + " must be 13."));
        }
        return key(request.values(KEY));
    }

    private static Optional<RefusedHandshake> key(List<String> keys) {
        if (keys.size() != 1) {
            return malformed("A WebSocket handshake has one header " + KEY + ", not " + keys.size() + ".");
        }
        return isBase64Of16Bytes(keys.get(0))
                ? Optional.empty()
                : malformed("The header " + KEY + " is not the base64 of 16 bytes.");
    }

    private static boolean isBase64Of16Bytes(String key) {
        if (key.length() != KEY_CHARACTERS) {
            return false;
        }
        try {
            return Base64.getDecoder().decode(key).length == KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Optional<RefusedHandshake> malformed(String reason) {
        return Optional.of(RefusedHandshake.malformed(reason));
    }
}
