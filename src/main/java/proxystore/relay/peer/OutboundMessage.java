package proxystore.relay.peer;

import org.jspecify.annotations.Nullable;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.message.PeerConnection;

/**
 * A text for a client, and where it is returned to if it is not delivered.
 *
 * @param text the JSON text
 * @param sender receives the message if it is not delivered; null for a message that is never returned
 * @param message the forwarded message that the text encodes; null if the sender is null
 * @param receivedNanos when the message arrived, by the relay's clock; without meaning if the sender is null
 * @param isReturn whether this returns an undelivered message to its sender after the connection of its peer has ended
 */
public record OutboundMessage(
        EncodedMessage text,
        @Nullable ReturnAddress sender,
        @Nullable PeerConnection message,
        long receivedNanos,
        boolean isReturn) {
    private static final int OVERHEAD_BYTES = 512;

    /** A message of the relay itself, or one that is returned at once. It is never returned. */
    public static OutboundMessage ofRelay(EncodedMessage text) {
        return new OutboundMessage(text, null, null, 0, false);
    }

    /** Returns a message that the connection of its peer had accepted before it ended. */
    public static OutboundMessage ofReturned(EncodedMessage text) {
        return new OutboundMessage(text, null, null, 0, true);
    }

    /** A message of a client for its peer. */
    public static OutboundMessage ofPeer(
            EncodedMessage text, ReturnAddress sender, PeerConnection message, long receivedNanos) {
        return new OutboundMessage(text, sender, message, receivedNanos, false);
    }

    /**
     * An estimate, rather too high, of the memory that this takes while it waits, in bytes: the text, the name (two bytes
     * per character), and {@value #OVERHEAD_BYTES} for the objects around them.
     */
    int heldBytes() {
        return OVERHEAD_BYTES
                + text.bytes()
                + (message == null ? 0 : 2 * message.sourceName().length());
    }

    /** The length of the text in bytes of UTF-8. */
    public int bytes() {
        return text.bytes();
    }

    /** Returns the message to its sender, if it has one. */
    void returnToSender(String reason) {
        if (sender != null && message != null) {
            sender.undelivered(message, reason);
        }
    }
}
