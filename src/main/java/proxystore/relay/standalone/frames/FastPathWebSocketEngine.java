package proxystore.relay.standalone.frames;

import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.ReadHandler;
import org.glassfish.tyrus.spi.UpgradeRequest;
import org.glassfish.tyrus.spi.UpgradeResponse;
import org.glassfish.tyrus.spi.WebSocketEngine;
import org.glassfish.tyrus.spi.Writer;
import proxystore.relay.endpoint.HandshakeContext;

/** Puts {@link FastPathFrames} between the socket and Tyrus for each connection of Tyrus's engine. */
public record FastPathWebSocketEngine(WebSocketEngine tyrus) implements WebSocketEngine {
    @Override
    public UpgradeInfo upgrade(UpgradeRequest request, UpgradeResponse response) {
        UpgradeInfo info = tyrus.upgrade(request, response);
        HandshakeContext handshake = HandshakeContext.current();
        return info.getStatus() == UpgradeStatus.SUCCESS
                        && handshake != null
                        && handshake.decorator() instanceof FastPathFrames frames
                ? new FastPathUpgrade(info, frames)
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

    private record FastPathUpgrade(UpgradeInfo tyrus, FastPathFrames frames) implements UpgradeInfo {
        @Override
        public UpgradeStatus getStatus() {
            return tyrus.getStatus();
        }

        @Override
        public Connection createConnection(Writer writer, Connection.CloseListener closeListener) {
            Connection connection = tyrus.createConnection(frames.connect(writer), closeListener);
            frames.readBy(connection.getReadHandler());
            return new FastPathConnection(connection, frames);
        }
    }

    private record FastPathConnection(Connection tyrus, FastPathFrames frames) implements Connection {
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
            tyrus.close(reason);
        }
    }
}
