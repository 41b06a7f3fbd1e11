package proxystore.relay.message;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import proxystore.relay.log.LogText;

/**
 * Why a connection is closed: the close code and the close reason of the close frame (RFC 6455, sections 7.1.5 and
 * 7.1.6). Every close that the relay starts is listed here; the 4000s are ProxyStore 1.0's
 * ({@code proxystore/p2p/relay/server.py}), the others RFC 6455's and IANA's registry.
 *
 * @param code the close code, 1000 to 4999
 * @param reason the text for the peer, at most {@value #MAX_REASON_BYTES} bytes of UTF-8; a longer one is cut
 */
public record CloseStatus(int code, String reason) {
    /**
     * Bytes for the reason in a close frame: 125 bytes of a control frame less 2 for the code (RFC 6455, section 5.5).
     */
    public static final int MAX_REASON_BYTES = 123;

    public static final CloseStatus RELAY_STOPS = new CloseStatus(1001, "The relay is shutting down.");
    public static final CloseStatus DISPLACED_0_5 = new CloseStatus(1001, "Registered again on another connection.");
    /** An administrator disconnects the client. Not a code at which ProxyStore 1.0 gives up: a token keeps a client out. */
    public static final CloseStatus DISCONNECTED = new CloseStatus(1001, "Disconnected by an administrator.");

    public static final CloseStatus BINARY_0_5 = new CloseStatus(1003, "Binary messages are not accepted.");
    public static final CloseStatus TOO_LONG_0_5 = new CloseStatus(1009, "Message length exceeds limit.");
    public static final CloseStatus NOT_UTF_8 = new CloseStatus(1007, "A text is not UTF-8.");
    /** The relay itself failed. */
    public static final CloseStatus INTERNAL_ERROR = new CloseStatus(1011, "Internal error.");
    /** The peer did not answer a ping, or did not accept what was sent to it. */
    public static final CloseStatus NO_SIGN_OF_LIFE = new CloseStatus(1011, "No sign of life.");

    public static final CloseStatus NOT_READING = new CloseStatus(1013, "Too many messages wait to be read.");
    public static final CloseStatus TOO_MANY_WAITING = new CloseStatus(1013, "Too many messages wait for their turn.");
    public static final CloseStatus TOO_MUCH_RECEIVED =
            new CloseStatus(1013, "The relay holds too many unfinished messages. Try again later.");
    public static final CloseStatus TOO_MANY_CONNECTIONS =
            new CloseStatus(1013, "Your address has too many connections. Try again later.");
    public static final CloseStatus TOO_MANY_HANDSHAKES =
            new CloseStatus(1013, "Your address connects too often. Try again later.");
    public static final CloseStatus RELAY_FULL =
            new CloseStatus(1013, "The relay has too many connections. Try again later.");
    public static final CloseStatus TOO_MANY_OF_USER =
            new CloseStatus(1013, "Your user has too many connections. Try again later.");
    public static final CloseStatus TOO_MANY_REGISTRATIONS =
            new CloseStatus(1013, "Too many registrations. Try again later.");
    public static final CloseStatus TOO_MANY_MALFORMED =
            new CloseStatus(1013, "Too many malformed messages. Try again later.");
    public static final CloseStatus AUTHENTICATION_UNAVAILABLE =
            new CloseStatus(1013, "Credentials cannot be checked at the moment. Try again later.");

    public static final CloseStatus MALFORMED_1_0 = new CloseStatus(4000, "Unknown message type.");
    public static final CloseStatus TOO_LONG_1_0 = new CloseStatus(4003, "Message length exceeds limit.");
    public static final CloseStatus DISPLACED_1_0 = new CloseStatus(
            4004,
            "Relay received a registration with the same ID. This might mean that the endpoint is running in multiple"
                    + " locations.");
    public static final CloseStatus NOT_REGISTERED_1_0 =
            forbidden("Client has not registered and authenticated with the relay server.");

    public CloseStatus {
        reason = cut(reason);
    }

    /**
     * The peer's frames break a rule of RFC 6455.
     *
     * @param rule which one
     */
    public static CloseStatus protocolError(String rule) {
        return new CloseStatus(1002, rule);
    }

    /** The credentials are missing or cannot be read: ProxyStore 1.0's {@code UnauthorizedError}. */
    public static CloseStatus unauthorized(String why) {
        return new CloseStatus(4001, "UnauthorizedError: " + why);
    }

    /** The credentials are refused: ProxyStore 1.0's {@code ForbiddenError}. */
    public static CloseStatus forbidden(String why) {
        return new CloseStatus(4002, "ForbiddenError: " + why);
    }

    /**
     * The relay cannot serve until its administrator has corrected its configuration.
     *
     * @param setting the setting with the mistake, or the file's variable; only the log shows the value
     */
    public static CloseStatus misconfigured(String setting) {
        return new CloseStatus(1013, "The relay's configuration has a mistake: " + setting + ". Its log says more.");
    }

    /** No registration arrived in time. */
    public static CloseStatus notRegistered(Duration limit) {
        return new CloseStatus(1013, "No registration arrived within " + LogText.of(limit) + ". Try again later.");
    }

    /** A message has not arrived completely in time. */
    public static CloseStatus unfinished(Duration limit) {
        return new CloseStatus(1013, "A message did not arrive within " + LogText.of(limit) + ". Try again later.");
    }

    private static String cut(String reason) {
        if (reason.getBytes(StandardCharsets.UTF_8).length <= MAX_REASON_BYTES) {
            return reason;
        }
        StringBuilder kept = new StringBuilder();
        int bytes = 0;
        for (int i = 0; i < reason.length(); ) {
            int codePoint = reason.codePointAt(i);
            String character = Character.toString(codePoint);
            bytes += character.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MAX_REASON_BYTES) {
                break;
            }
            kept.append(character);
            i += Character.charCount(codePoint);
        }
        return kept.toString();
    }
}
