package proxystore.relay.endpoint;

import jakarta.websocket.CloseReason;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.SendResult;
import jakarta.websocket.Session;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.peer.Transport;

/**
 * A container's WebSocket session as the relay's {@link Transport}. Never uses the blocking remote endpoint.
 *
 * <p>The standard API can close a session but not cut its TCP connection. Tomcat and WildFly cut it themselves. Payara and
 * GlassFish do not if the peer does not read: the close frame waits behind the unread data. There
 * {@code GrizzlyTransportDecorator} of the WAR cuts the connection.
 */
class SessionTransport implements Transport {
    private static final Logger LOGGER = System.getLogger(SessionTransport.class.getName());
    /** The payload of a ping, which may be empty (RFC 6455, section 5.5.2); Python's {@code websockets} sends four bytes. */
    private static final byte[] PING = "ping".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    /**
     * The time that Tomcat delays a close frame for a message in flight, in milliseconds. With its default of 50 the clients
     * of a busy relay read the end of the stream instead. Other containers ignore it.
     */
    private static final String TOMCAT_CLOSE_TIMEOUT =
            "org.apache.tomcat.websocket.ABNORMAL_SESSION_CLOSE_SEND_TIMEOUT";

    private static final Long CLOSE_TIMEOUT_MS = 2_000L;

    /** The time to answer Tomcat's close frame, in milliseconds, plus up to 10 s. Other containers do not wait. */
    private static final String TOMCAT_ANSWER_TIMEOUT = "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT";

    private final Session session;
    private final RemoteEndpoint.Async remote;
    private final String remoteAddress;
    private final Runnable cut;

    /**
     * For one session.
     *
     * @param cut cuts the TCP connection of a closed session, if the container has a way to do so
     */
    SessionTransport(Session session, String remoteAddress, Runnable cut) {
        this.session = session;
        this.cut = cut;
        this.remote = session.getAsyncRemote();
        this.remoteAddress = remoteAddress;
        session.getUserProperties().put(TOMCAT_CLOSE_TIMEOUT, CLOSE_TIMEOUT_MS);
    }

    @Override
    public void send(EncodedMessage text, SendListener listener) {
        SendReport report = new SendReport(listener);
        remote.sendText(text.text(), report);
        report.callReturned();
    }

    /**
     * Reports the end of a send to the relay.
     *
     * <p>A failure within the container's call means that the container did not take the text or that a write of it failed
     * at once: the peer cannot have all of it. A later failure means less. A container fails the send in flight when the
     * session is closed or its send times out, on another thread than the one that writes, and that thread may have handed
     * the last byte to the kernel without having reported it yet. Some containers write a control frame together with the
     * text and fail both when the socket does not accept the rest of one. So the fate of the text is uncertain then.
     */
    private static final class SendReport implements SendHandler {
        private final SendListener listener;
        /** The thread within the container's call; null after it. Written by that thread. */
        private @Nullable Thread caller = Thread.currentThread();

        SendReport(SendListener listener) {
            this.listener = listener;
        }

        @Override
        public void onResult(SendResult result) {
            if (result.isOK()) {
                listener.sent(null);
                return;
            }
            Throwable exception = result.getException();
            Throwable failure = exception == null ? new IOException("The send failed") : exception;
            if (caller == Thread.currentThread()) {
                listener.sent(failure);
            } else {
                listener.uncertain(failure);
            }
        }

        void callReturned() {
            caller = null;
        }
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
        close(CloseStatus.NO_SIGN_OF_LIFE);
        cut.run();
    }

    @Override
    public String remoteAddress() {
        return remoteAddress;
    }
}
