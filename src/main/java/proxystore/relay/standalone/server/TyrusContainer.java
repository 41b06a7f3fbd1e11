package proxystore.relay.standalone.server;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.glassfish.tyrus.core.RequestContext;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.WebSocketEngine;
import org.glassfish.tyrus.spi.WebSocketEngine.UpgradeInfo;
import proxystore.relay.endpoint.HandshakeCheck;
import proxystore.relay.endpoint.RequestHead;

/**
 * Tyrus's engine and endpoints. Tyrus's own filter for Grizzly is not used: for each handshake it parses the query, looks up
 * the name of the local address, and keeps a queue of tasks with the connection.
 */
final class TyrusContainer extends TyrusServerContainer {
    private static final URI ROOT = URI.create("/");

    private static final List<String> USED =
            List.of("Host", "Sec-WebSocket-Key", "Sec-WebSocket-Version", "Sec-WebSocket-Protocol", "Authorization");

    private final WebSocketEngine engine;

    TyrusContainer(int incomingBufferBytes) {
        super((Set<Class<?>>) null);
        engine = TyrusWebSocketEngine.builder(this)
                .incomingBufferSize(incomingBufferBytes)
                .build();
        setDefaultMaxSessionIdleTimeout(-1); // 0 disables it too, but costs a timer task per message
    }

    /**
     * Performs a handshake that {@link HandshakeCheck} has accepted. Tyrus receives only the headers
     * that it needs. It interprets others: some switch its tracing on, which logs stack traces, and some negotiate
     * extensions, of which the relay has none.
     *
     * @param answer receives status and headers
     */
    UpgradeInfo upgrade(RequestHead head, HandshakeAnswer answer) {
        RequestContext request = RequestContext.Builder.create()
                .requestURI(ROOT)
                .queryString("")
                .secure(head.secure())
                .remoteAddr(head.remoteHost())
                .tyrusProperties(Map.of())
                .build();
        Map<String, List<String>> headers = request.getHeaders();
        headers.put("Upgrade", List.of("websocket"));
        headers.put("Connection", List.of("Upgrade"));
        for (String name : USED) {
            List<String> values = HandshakeCheck.values(head, name);
            if (!values.isEmpty()) {
                headers.put(name, values);
            }
        }
        return engine.upgrade(request, answer);
    }

    @Override
    public Map<String, Object> getProperties() {
        return Map.of();
    }

    @Override
    public WebSocketEngine getWebSocketEngine() {
        return engine;
    }

    @Override
    public void register(Class<?> endpointClass) throws DeploymentException {
        engine.register(endpointClass, "/");
    }

    @Override
    public void register(ServerEndpointConfig serverEndpointConfig) throws DeploymentException {
        engine.register(serverEndpointConfig, "/");
    }
}
