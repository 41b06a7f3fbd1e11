package proxystore.relay.message;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session description on its way from one peer to another ({@code peer_connection}, alike in both generations).
 *
 * @param descriptionType {@code offer} or {@code answer}; other texts are passed on unchanged
 * @param description the session description (SDP); null inside while it need not be read from the wire text
 * @param error why this message came back to its sender; null while it is on its way
 * @param wireText the text this message was received or encoded as, with {@code error} as here, if passing on that very text says
 *     the same as encoding the other components would: all keys present once, both UUIDs in canonical form. Null: encode.
 */
public record PeerConnection(
        UUID sourceUuid,
        String sourceName,
        UUID peerUuid,
        String descriptionType,
        @Nullable String description,
        @Nullable String error,
        @Nullable EncodedMessage wireText)
        implements Message {

    public PeerConnection {
        if (description == null && wireText == null) {
            throw new IllegalArgumentException("neither description nor wire text");
        }
    }

    /** The session description; read from the wire text each time if it was not needed before. */
    @Override
    public String description() {
        return description != null
                ? description
                : Objects.requireNonNull(wireText).member("description");
    }

    /**
     * The same message, with its description kept in memory as encoded text alone.
     *
     * @param text what this message is encoded as; the wire text if there is one
     */
    public PeerConnection keptAs(EncodedMessage text) {
        return wireText != null
                ? this
                : new PeerConnection(sourceUuid, sourceName, peerUuid, descriptionType, null, error, text);
    }

    /** The same message with the reason why it could not be delivered; as it was received but for that. */
    public PeerConnection withError(String reason) {
        EncodedMessage returned = wireText == null ? null : wireText.with("error", reason);
        return new PeerConnection(sourceUuid, sourceName, peerUuid, descriptionType, description, reason, returned);
    }
}
