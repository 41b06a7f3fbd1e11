package proxystore.relay.standalone.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.transport.TCPNIOConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.ssl.SSLBaseFilter;
import org.glassfish.grizzly.ssl.SSLUtils;
import org.jspecify.annotations.Nullable;
import proxystore.relay.events.Refusal;
import proxystore.relay.log.LogText;

/**
 * Logs why a TLS handshake failed, and sends the client the alert that says so: Grizzly closes the connection without it.
 * Called by the selector threads.
 */
final class TlsFailures implements SSLBaseFilter.HandshakeListener {
    private static final Logger LOGGER = System.getLogger(TlsFailures.class.getName());

    private final FailedConnections failures;

    TlsFailures(FailedConnections failures) {
        this.failures = failures;
    }

    @Override
    public void onStart(Connection<?> connection) {
        // FirstByteFilter has set the stage.
    }

    @Override
    public void onComplete(Connection<?> connection) {
        if (ConnectionStage.of(connection) == ConnectionStage.TLS_HANDSHAKE) {
            ConnectionStage.ESTABLISHED.set(connection);
        }
    }

    @Override
    public void onFailure(Connection<?> connection, Throwable failure) {
        if (ConnectionStage.of(connection) != ConnectionStage.TLS_HANDSHAKE) {
            return; // a later handshake of a connection whose first one succeeded
        }
        ConnectionStage.ANSWERED.set(connection);
        sendAlert((TCPNIOConnection) connection, SSLUtils.getSSLEngine(connection));
        log(failures, connection, LogText.of(String.valueOf(failure.getMessage())));
    }

    /** Logs why a handshake failed, and the remedy if the reason shows it. */
    static void log(FailedConnections failures, Connection<?> connection, String reason) {
        failures.log(connection, Refusal.TLS, "failed in its TLS handshake: " + reason + remedy(reason));
    }

    private static String remedy(String reason) {
        String lower = reason.toLowerCase(Locale.ROOT);
        if (lower.contains("unknown_ca") || lower.contains("certificate")) {
            return "; its endpoint does not accept the relay's certificate";
        }
        return lower.contains("protocol") || lower.contains("version") ? "; the relay has TLS 1.2 and 1.3" : "";
    }

    private static void sendAlert(TCPNIOConnection connection, @Nullable SSLEngine engine) {
        if (engine == null) {
            return; // it could not be made
        }
        try {
            ByteBuffer alert = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP
                    && engine.wrap(ByteBuffer.allocate(0), alert).bytesProduced() > 0) {}
            if (alert.flip().hasRemaining()) {
                TCPNIOTransport transport = (TCPNIOTransport) connection.getTransport();
                Buffer message = Buffers.wrap(transport.getMemoryManager(), alert);
                transport
                        .getAsyncQueueIO()
                        .getWriter()
                        .write(connection, null, message, new EmptyCompletionHandler<>());
            }
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, () -> connection + " gets no alert: " + e);
        }
    }
}
