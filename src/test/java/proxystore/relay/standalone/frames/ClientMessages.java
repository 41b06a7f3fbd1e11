package proxystore.relay.standalone.frames;

import java.util.UUID;

/** Makes messages as a client of generation 0.5 writes them. */
public final class ClientMessages {
    private ClientMessages() {}

    public static String registration(UUID uuid) {
        return "{\"name\":\"n\",\"uuid\":\"" + uuid + "\",\"message_type\":\"server_registration\"}";
    }

    public static String peerConnection(UUID source, UUID peer, String description) {
        return "{\"source_uuid\":\"" + source + "\",\"source_name\":\"n\",\"peer_uuid\":\"" + peer
                + "\",\"description_type\":\"offer\",\"description\":\"" + description
                + "\",\"error\":null,\"message_type\":\"peer_connection\"}";
    }
}
