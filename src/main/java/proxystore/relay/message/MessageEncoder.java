package proxystore.relay.message;

import jakarta.websocket.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * Writes one message of the protocol as JSON text (Jakarta WebSocket 2.1, section 4.4). Strings are
 * written through JSON-B, as declared; UTF-8 is written without it, with the same result. Stateless: one instance
 * serves every thread.
 */
public final class MessageEncoder implements Encoder.Text<Message> {
    /** Writes a message through JSON-B; a received one that can be passed on unchanged is not written anew. */
    @Override
    public String encode(Message message) {
        EncodedMessage received = received(message);
        return received == null ? escapeLoneSurrogates(MessageJson.write(message)) : received.text();
    }

    /** Writes a message without JSON-B; the text of a received one that can be passed on unchanged is not copied. */
    public EncodedMessage toEncoded(Message message) {
        EncodedMessage received = received(message);
        return received == null ? EncodedMessage.of(escapeLoneSurrogates(MessageWriter.write(message))) : received;
    }

    private static @Nullable EncodedMessage received(Message message) {
        return message instanceof PeerConnection connection ? connection.encoded() : null;
    }

    /**
     * Replaces each half of a surrogate pair by its escape. A client may send one as {@code \}{@code ud800}; UTF-8 has
     * no bytes for it. In JSON text it can only stand inside a string.
     */
    static String escapeLoneSurrogates(String json) {
        StringBuilder escaped = null;
        int copied = 0;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < json.length() && Character.isLowSurrogate(json.charAt(i + 1))) {
                i++;
                continue;
            }
            if (escaped == null) {
                escaped = new StringBuilder(json.length() + 16);
            }
            escaped.append(json, copied, i).append("\\u").append(Integer.toHexString(c));
            copied = i + 1;
        }
        return escaped == null
                ? json
                : escaped.append(json, copied, json.length()).toString();
    }
}
