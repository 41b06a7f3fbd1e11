package proxystore.relay.message;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session description on its way from one peer to another ({@code peer_connection}, the same in both generations).
 *
 * @param descriptionType {@code offer} or {@code answer}; other texts are passed on unchanged
 * @param description the session description (SDP); null inside if it has not been read from the encoded text
 * @param error why this message is returned to its sender; null if it is not
 * @param encoded the text as which this message was received or encoded, with {@code error} as here. Present only if it
 *     has each key once and both UUIDs in canonical form, so that it can be passed on unchanged; null if it must be
 *     encoded.
 */
public record PeerConnection(
        UUID sourceUuid,
        String sourceName,
        UUID peerUuid,
        String descriptionType,
        @Nullable String description,
        @Nullable String error,
        @Nullable EncodedMessage encoded)
        implements Message {

    public PeerConnection {
        if (description == null && encoded == null) {
            throw new IllegalArgumentException("neither description nor encoded text");
        }
    }

    /** The session description; each call reads it from the encoded text if this message was received. */
    @Override
    public String description() {
        return description != null
                ? description
                : Objects.requireNonNull(encoded).member("description");
    }

    /**
     * The same message with its description kept in memory as encoded text alone.
     *
     * @param text this message as {@link MessageEncoder#toEncoded} encodes it
     */
    public PeerConnection keptAs(EncodedMessage text) {
        return encoded != null
                ? this
                : new PeerConnection(sourceUuid, sourceName, peerUuid, descriptionType, null, error, text);
    }

    /**
     * The same message with the reason why it could not be delivered; a received text stays as it is but for its error.
     */
    public PeerConnection withError(String reason) {
        EncodedMessage returned = encoded == null ? null : encoded.with("error", reason);
        return new PeerConnection(sourceUuid, sourceName, peerUuid, descriptionType, description, reason, returned);
    }
}
