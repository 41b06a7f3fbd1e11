package proxystore.relay.endpoint;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.WireText;
import proxystore.relay.peer.Transport;

/**
 * A container's WebSocket session as the relay's {@link Transport}. Never uses the blocking remote endpoint.
 *
 * <p>The standard API can close a session but not cut its TCP connection. Tomcat and WildFly cut it themselves. Payara and
 * GlassFish (Tyrus) do not if the peer does not read: the close frame waits behind what the peer has not taken. That
 * memory and the TCP connection stay until the peer or its system ends the connection. The relay no longer counts them.
 */
final class SessionTransport implements Transport {
    private static final Logger LOGGER = System.getLogger(SessionTransport.class.getName());
    /** RFC 6455, section 5.5.2 lets a ping be empty; Python's {@code websockets} sends four bytes. */
    private static final byte[] PING = "ping".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    /**
     * Milliseconds that Tomcat waits with a close frame for a message under way. With its default of 50 a busy relay's
     * clients see the end of the stream instead. Other containers take no notice.
     */
    private static final String TOMCAT_CLOSE_TIMEOUT =
            "org.apache.tomcat.websocket.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT";

    private static final Long CLOSE_TIMEOUT_MS = 2_000L;

    /** Milliseconds that Tomcat gives a peer to answer a close frame, up to 10 s more. Other containers do not wait. */
    private static final String TOMCAT_ANSWER_TIMEOUT = "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT";

    private final Session session;
    private final RemoteEndpoint.Async remote;
    private final String remoteAddress;

    SessionTransport(Session session, String remoteAddress) {
        this.session = session;
        this.remote = session.getAsyncRemote();
        this.remoteAddress = remoteAddress;
        session.getUserProperties().put(TOMCAT_CLOSE_TIMEOUT, CLOSE_TIMEOUT_MS);
    }

    @Override
    public void send(WireText text, SendListener listener) {
        remote.sendText(text.text(), result -> {
            Throwable failure = result.isOK() ? null : result.getException();
            listener.sent(result.isOK() || failure != null ? failure : new IOException("The send failed"));
        });
    }

    @Override
    public void ping() throws IOException {
        remote.sendPing(ByteBuffer.wrap(PING));
    }

    @Override
    public void close(CloseStatus status) {
        try {
            session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(status.code()), status.reason()));
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.DEBUG, () -> "Closing " + remoteAddress + " failed: " + e);
        }
    }

    @Override
    public void refuse(CloseStatus status, Duration patience) {
        session.getUserProperties().put(TOMCAT_ANSWER_TIMEOUT, Math.max(1, patience.toMillis()));
        close(status);
    }

    @Override
    public void terminate() {
        close(CloseStatus.NO_SIGN_OF_LIFE); // the standard API has no harder way, see above
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }
}
