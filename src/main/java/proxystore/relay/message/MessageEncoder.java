package proxystore.relay.message;

import jakarta.websocket.Encoder;

/**
 * Writes one message of the protocol as JSON text through JSON-B (Jakarta WebSocket 2.1, section 4.4). Stateless; one
 * instance serves every thread.
 */
public final class MessageEncoder implements Encoder.Text<Message> {
    @Override
    public String encode(Message message) {
        return toWireText(message).text();
    }

    /** As {@link #encode}, in UTF-8: what was received as it is, without a copy. */
    public EncodedMessage toWireText(Message message) {
        if (message instanceof PeerConnection connection && connection.wireText() != null) {
            return connection.wireText();
        }
        return EncodedMessage.of(escapeLoneSurrogates(
                MessageJson.JSONB.toJson(new MessageSerializer.Subject(message), MessageDocument.class)));
    }

    /**
     * A client may send half of a surrogate pair as {@code \}{@code ud800}. UTF-8 has no bytes for it, so it must leave
     * as the escape that it came as; in JSON text it can only stand inside a string.
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
