package proxystore.relay.message;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbConfig;
import org.eclipse.parsson.JsonProviderImpl;
import org.eclipse.yasson.JsonBindingProvider;
import org.jspecify.annotations.Nullable;

/** The messages as plain objects, bound by Yasson over Parsson without the relay's checks: the reference. */
public final class PlainBinding {
    static final Jsonb JSONB = new JsonBindingProvider()
            .create()
            .withProvider(new JsonProviderImpl())
            .withConfig(new JsonbConfig().withNullValues(true))
            .build();

    private PlainBinding() {}

    /** A registration of either generation. */
    public static final class PlainRegistration {
        public @Nullable String name;
        public @Nullable String uuid;
        public @Nullable String message_type;
    }

    /** A response of either generation. */
    public static final class PlainResponse {
        public boolean success;
        public @Nullable String message;
        public boolean error;
        public @Nullable String message_type;
    }

    /** A peer connection. */
    public static final class PlainPeerConnection {
        public @Nullable String source_uuid;
        public @Nullable String source_name;
        public @Nullable String peer_uuid;
        public @Nullable String description_type;
        public @Nullable String description;
        public @Nullable String error;
        public @Nullable String message_type;
    }

    static PlainPeerConnection of(PeerConnection connection) {
        PlainPeerConnection plain = new PlainPeerConnection();
        plain.source_uuid = connection.sourceUuid().toString();
        plain.source_name = connection.sourceName();
        plain.peer_uuid = connection.peerUuid().toString();
        plain.description_type = connection.descriptionType();
        plain.description = connection.description();
        plain.error = connection.error();
        plain.message_type = "peer_connection";
        return plain;
    }
}
