package proxystore.relay.standalone.frames;

import jakarta.websocket.CloseReason;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.glassfish.grizzly.Connection;
import org.glassfish.tyrus.spi.WebSocketEngine.UpgradeInfo;
import org.jspecify.annotations.Nullable;
import proxystore.relay.config.FramePath;
import proxystore.relay.config.StandaloneConfig;
import proxystore.relay.endpoint.RelayEndpoint;
import proxystore.relay.endpoint.TransportDecorator;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.peer.Transport;

/**
 * The frame layer of one WebSocket. After the handshake it owns the socket in both directions: {@link FrameReader} reads
 * it, {@link FrameWriter} writes it and {@link CloseState} ends it. Tyrus has performed the handshake and made the
 * endpoint, and is notified of the close. With {@link FramePath#TYRUS} it also decodes and encodes the frames.
 *
 * <p>The selector thread of the connection reads. Any thread may send, one text at a time; a selector thread writes its
 * texts at the end of its selection, unless a thread calls {@link #flush} or closes before that.
 */
public final class FrameTransport implements Transport, TransportDecorator {
    private static final Logger LOGGER = System.getLogger(FrameTransport.class.getName());

    /** The end of a TCP connection without a close frame (RFC 6455, section 7.1.5). */
    private static final CloseReason CLOSED_ABNORMALLY =
            new CloseReason(CloseReason.CloseCodes.CLOSED_ABNORMALLY, null);

    private final Connection<?> socket;
    /** Whether texts and control frames are decoded and encoded here. */
    private final boolean direct;

    private final FrameWriter writer;
    private final CloseState closing;
    private final ReadSuspension suspension;
    /** Receives what the peer sends; set by {@link #opened}, null before. */
    private @Nullable RelayEndpoint endpoint;
    /** Tyrus's session; set by {@link #opened}, null before. */
    private @Nullable Transport session;
    /** Set by {@link #connect}; null until the handshake is complete. */
    private @Nullable FrameReader reader;

    /**
     * The frames of one connection whose handshake is not complete.
     *
     * @param scheduler cuts peers that do not answer a close in time
     */
    public FrameTransport(Connection<?> socket, CloseScheduler scheduler, StandaloneConfig config) {
        this(socket, FrameSocket.of(socket, config.sendBufferBytes()), scheduler, config.frames());
    }

    FrameTransport(Connection<?> socket, FrameSocket output, CloseScheduler scheduler, FramePath path) {
        this.socket = socket;
        this.direct = path == FramePath.DIRECT;
        this.writer = new FrameWriter(output);
        this.closing = new CloseState(socket, writer, scheduler);
        this.suspension = new ReadSuspension(socket, scheduler);
    }

    @Override
    public Transport opened(RelayEndpoint endpoint, Transport transport) {
        this.endpoint = endpoint;
        this.session = transport;
        return this;
    }

    /**
     * Opens the endpoint, after the client has been sent the answer to its handshake. If the endpoint does not open,
     * {@link #isConnected} stays false, and the connection is being closed with 1011.
     */
    public void connect(UpgradeInfo handshake) {
        try {
            // CloseState closes the TCP connection, not Tyrus.
            var tyrus = handshake.createConnection(TyrusFrames.writer(writer, closing), reason -> {});
            WebSocketTracker.whenClosed(socket, () -> notifyClosed(tyrus, CLOSED_ABNORMALLY));
            connectedTo(tyrus);
        } catch (RuntimeException e) {
            LOGGER.log(Level.DEBUG, () -> socket + " has no endpoint: " + e);
            closing.close(ServerFrames.close(CloseStatus.INTERNAL_ERROR));
        }
    }

    /** The handshake is complete and the endpoint open. */
    void connectedTo(org.glassfish.tyrus.spi.Connection tyrus) {
        RelayEndpoint endpoint = Objects.requireNonNull(this.endpoint, "The endpoint did not open");
        FramePayloads payloads = direct
                ? new MessageReader(endpoint, writer, (code, reason) -> peerCloses(tyrus, code, reason))
                : TyrusFrames.passedTo(tyrus.getReadHandler());
        reader = new FrameReader(endpoint, payloads, closing);
    }

    /** Answers with the same code and reason, or with 1000, and notifies Tyrus, which closes the session. */
    private void peerCloses(org.glassfish.tyrus.spi.Connection tyrus, int code, String reason) {
        int answer = code == CloseState.NO_CODE ? CloseReason.CloseCodes.NORMAL_CLOSURE.getCode() : code;
        closing.close(ServerFrames.close(new CloseStatus(answer, reason)));
        notifyClosed(tyrus, new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
    }

    /**
     * Notifies Tyrus that the connection is closed. Tyrus throws if another thread closes the session at the same time, and
     * Grizzly would log a stack trace; that thread notifies the endpoint.
     */
    private static void notifyClosed(org.glassfish.tyrus.spi.Connection tyrus, CloseReason reason) {
        try {
            tyrus.close(reason);
        } catch (IllegalStateException e) {
            LOGGER.log(Level.DEBUG, () -> "A session is being closed by another thread: " + e);
        }
    }

    /** Whether the handshake has led to a connection. */
    public boolean isConnected() {
        return reader != null;
    }

    /** Bytes have arrived that are not decrypted yet. */
    void markAlive() {
        Objects.requireNonNull(reader).markAlive();
    }

    /** Reads bytes that have arrived, which are decrypted. */
    void handle(ByteBuffer data) {
        Objects.requireNonNull(reader).read(data);
    }

    @Override
    public void send(EncodedMessage text, SendListener listener) {
        if (!direct) {
            session().send(text, listener);
        } else if (writer.text(ServerFrames.text(text), listener)) {
            WriteCoalescingSelectorHandler.deferWrite(writer);
        }
    }

    @Override
    public void flush() {
        writer.flush();
    }

    @Override
    public boolean canSuspendReading() {
        return true;
    }

    @Override
    public void suspendReading(Duration time) {
        suspension.suspend(time);
    }

    @Override
    public boolean isReadingSuspended() {
        return suspension.isSuspended();
    }

    @Override
    public boolean pingsAtOnce() {
        return direct;
    }

    @Override
    public void ping() throws IOException {
        if (direct) {
            writer.ping(ServerFrames.ping());
        } else {
            session().ping();
        }
    }

    /** Tyrus's own close frame, which the close of its session causes, is the second and so not written. */
    @Override
    public void close(CloseStatus status) {
        closing.close(ServerFrames.close(status));
        suspension.end();
        session().close(status);
    }

    @Override
    public void refuse(CloseStatus status, Duration patience) {
        closing.limitTo(patience);
        close(status);
    }

    @Override
    public void whenGone(Runnable task) {
        WebSocketTracker.whenClosed(socket, task);
    }

    /** Tyrus's close leaves the memory and the TCP connection of a stuck peer in place; this frees both. */
    @Override
    public void terminate() {
        socket.terminateSilently();
    }

    @Override
    public String remoteAddress() {
        return session().remoteAddress();
    }

    private Transport session() {
        return Objects.requireNonNull(session);
    }
}
