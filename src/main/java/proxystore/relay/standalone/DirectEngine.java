package proxystore.relay.standalone;

import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerEndpointConfig;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.ReadHandler;
import org.glassfish.tyrus.spi.UpgradeRequest;
import org.glassfish.tyrus.spi.UpgradeResponse;
import org.glassfish.tyrus.spi.WebSocketEngine;
import org.glassfish.tyrus.spi.Writer;
import proxystore.relay.endpoint.Opening;

/** Tyrus's engine, with {@link DirectFrames} between the socket and each of its connections. */
record DirectEngine(WebSocketEngine tyrus) implements WebSocketEngine {
    @Override
    public UpgradeInfo upgrade(UpgradeRequest request, UpgradeResponse response) {
        UpgradeInfo info = tyrus.upgrade(request, response);
        Opening opening = Opening.current();
        return info.getStatus() == UpgradeStatus.SUCCESS
                        && opening != null
                        && opening.wire() instanceof DirectFrames frames
                ? new DirectUpgrade(info, frames)
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

    private record DirectUpgrade(UpgradeInfo tyrus, DirectFrames frames) implements UpgradeInfo {
        @Override
        public UpgradeStatus getStatus() {
            return tyrus.getStatus();
        }

        @Override
        public Connection createConnection(Writer writer, Connection.CloseListener closeListener) {
            Connection connection = tyrus.createConnection(frames.connect(writer), closeListener);
            frames.readBy(connection.getReadHandler());
            return new DirectConnection(connection, frames);
        }
    }

    private record DirectConnection(Connection tyrus, DirectFrames frames) implements Connection {
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
