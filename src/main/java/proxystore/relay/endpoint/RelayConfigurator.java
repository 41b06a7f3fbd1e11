package proxystore.relay.endpoint;

import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import proxystore.relay.auth.Credentials;

/** The handshake's part of the endpoint (Jakarta WebSocket 2.1, section 3.1). */
public final class RelayConfigurator extends ServerEndpointConfig.Configurator {
    static final String HANDSHAKE = "proxystore.relay.handshake";
    /**
     * A reference to the {@link Credentials}, which the endpoint empties when it opens: containers keep these properties,
     * some of them several copies, as long as the connection.
     */
    static final String CREDENTIALS = "proxystore.relay.credentials";

    /** None: a compression context takes more memory than the rest of a connection. */
    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        return List.of();
    }

    /** The relay's filter has checked the origin; without that filter every web page is refused. */
    @Override
    public boolean checkOrigin(@Nullable String origin) {
        return origin == null || origin.isEmpty() || HandshakeContext.current() != null;
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        HandshakeContext handshake = HandshakeContext.current();
        if (handshake == null) {
            throw new IllegalStateException("The relay's filter did not see this handshake");
        }
        Map<String, Object> properties = config.getUserProperties();
        properties.put(HANDSHAKE, handshake);
        Credentials credentials = new Credentials(authorization(request), handshake.user(), handshake.remoteAddress());
        properties.put(CREDENTIALS, new AtomicReference<>(credentials));
    }

    private static Optional<String> authorization(HandshakeRequest request) {
        for (Map.Entry<String, List<String>> header : request.getHeaders().entrySet()) {
            if (header.getKey().equalsIgnoreCase("Authorization")) {
                return header.getValue().stream().findFirst();
            }
        }
        return Optional.empty();
    }
}
