package proxystore.relay.peer;

import org.jspecify.annotations.Nullable;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.message.PeerConnection;

/**
 * A text on its way to a client, and to whom it goes back if it does not arrive.
 *
 * @param text the JSON text
 * @param sender who sent the peer connection; null for what the relay itself says
 * @param message the peer connection that the text is; null with the sender
 * @param returned whether it comes back to its own sender, from the outbox of a connection that has ended
 */
public record OutboundMessage(
        EncodedMessage text,
        @Nullable Connection sender,
        @Nullable PeerConnection message,
        boolean returned) {
    private static final int OVERHEAD_BYTES = 512;

    /** What the relay itself says to a client, or a peer connection that comes back at once; nobody gets it back. */
    public static OutboundMessage ofRelay(EncodedMessage text) {
        return new OutboundMessage(text, null, null, false);
    }

    /** A peer connection that comes back to its sender from the outbox of a connection that has ended. */
    public static OutboundMessage ofReturned(EncodedMessage text) {
        return new OutboundMessage(text, null, null, true);
    }

    /** A peer connection on its way to its peer. */
    public static OutboundMessage ofPeer(EncodedMessage text, Connection sender, PeerConnection message) {
        return new OutboundMessage(text, sender, message, false);
    }

    /**
     * The bytes of memory that this takes while it waits, by a cautious estimate: the text, the name (two bytes a
     * character), and {@value #OVERHEAD_BYTES} for the objects around them.
     */
    int heldBytes() {
        return OVERHEAD_BYTES
                + text.bytes()
                + (message == null ? 0 : 2 * message.sourceName().length());
    }

    /** The text's length in bytes of UTF-8. */
    public int bytes() {
        return text.bytes();
    }
}
