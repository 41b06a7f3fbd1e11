package proxystore.relay.peer;

import org.jspecify.annotations.Nullable;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.message.WireText;

/**
 * A text on its way to a client, and to whom it goes back if it does not arrive.
 *
 * @param text the JSON text
 * @param bytes its length in bytes of UTF-8
 * @param sender who sent the peer connection; null for what the relay itself says
 * @param message the peer connection that the text is; null with the sender
 * @param returned whether it comes back to its own sender, from the outbox of a connection that has ended
 */
public record Outgoing(
        String text,
        int bytes,
        @Nullable Connection sender,
        @Nullable PeerConnection message,
        boolean returned) {

    /** What the relay itself says to a client; nobody gets it back. */
    public static Outgoing ofRelay(String text) {
        return new Outgoing(text, utf8Length(text), null, null, false);
    }

    /** A peer connection, encoded as the text, that comes back to its sender at once; nobody gets it back again. */
    public static Outgoing ofRefused(String text, PeerConnection message) {
        return new Outgoing(text, bytes(text, message), null, null, false);
    }

    /** As {@link #ofRefused}, from the outbox of a connection that has ended. */
    public static Outgoing ofReturned(String text, PeerConnection message) {
        return new Outgoing(text, bytes(text, message), null, null, true);
    }

    /** A peer connection, encoded as the text. */
    public static Outgoing ofPeer(String text, Connection sender, PeerConnection message) {
        return new Outgoing(text, bytes(text, message), sender, message, false);
    }

    private static int bytes(String text, PeerConnection message) {
        WireText wireText = message.wireText();
        return wireText == null ? utf8Length(text) : wireText.bytes();
    }

    /** The length of a text in bytes of UTF-8; half of a surrogate pair counts as two, so halves add up. */
    public static int utf8Length(CharSequence text) {
        int bytes = text.length();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }
}
