package proxystore.relay.standalone.frames;

import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.ReadHandler;
import org.glassfish.tyrus.spi.UpgradeRequest;
import org.glassfish.tyrus.spi.UpgradeResponse;
import org.glassfish.tyrus.spi.WebSocketEngine;
import org.glassfish.tyrus.spi.Writer;
import proxystore.relay.endpoint.HandshakeContext;

/** Gives the socket of each WebSocket that Tyrus's engine has opened to its {@link FrameTransport}. */
public record FrameEngine(WebSocketEngine tyrus) implements WebSocketEngine {
    private static final Logger LOGGER = System.getLogger(FrameEngine.class.getName());

    @Override
    public UpgradeInfo upgrade(UpgradeRequest request, UpgradeResponse response) {
        UpgradeInfo info = tyrus.upgrade(request, response);
        HandshakeContext handshake = HandshakeContext.current();
        return info.getStatus() == UpgradeStatus.SUCCESS
                        && handshake != null
                        && handshake.decorator() instanceof FrameTransport frames
                ? new FrameUpgrade(info, frames)
                : info;
    }

    @Override
    public void register(Class<?> endpointClass, String contextPath) throws DeploymentException {
        tyrus.register(endpointClass, contextPath);
    }

    @Override
    public void register(ServerEndpointConfig config, String contextPath) throws DeploymentException {
        tyrus.register(config, contextPath);
    }

    /**
     * Notifies Tyrus that the connection is closed. Tyrus throws if another thread closes the session at the same time, and
     * Grizzly would log a stack trace; that thread notifies the endpoint.
     */
    static void close(Connection tyrus, CloseReason reason) {
        try {
            tyrus.close(reason);
        } catch (IllegalStateException e) {
            LOGGER.log(Level.DEBUG, () -> "A session is being closed by another thread: " + e);
        }
    }

    private record FrameUpgrade(UpgradeInfo tyrus, FrameTransport frames) implements UpgradeInfo {
        @Override
        public UpgradeStatus getStatus() {
            return tyrus.getStatus();
        }

        @Override
        public Connection createConnection(Writer writer, Connection.CloseListener closeListener) {
            Connection connection = tyrus.createConnection(frames.tyrusWriter(), closeListener);
            try {
                frames.connectedTo(connection);
            } catch (RuntimeException e) { // the endpoint could not open
                FrameEngine.close(connection, new CloseReason(CloseReason.CloseCodes.UNEXPECTED_CONDITION, null));
                throw e;
            }
            return new FrameConnection(connection, frames);
        }
    }

    private record FrameConnection(Connection tyrus, FrameTransport frames) implements Connection {
        @Override
        public ReadHandler getReadHandler() {
            return frames;
        }

        @Override
        public Writer getWriter() {
            return tyrus.getWriter();
        }

        @Override
        public CloseListener getCloseListener() {
            return tyrus.getCloseListener();
        }

        @Override
        public void close(CloseReason reason) {
            FrameEngine.close(tyrus, reason);
        }
    }
}
