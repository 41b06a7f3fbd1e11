package proxystore.relay.endpoint;

import jakarta.websocket.CloseReason;
import jakarta.websocket.DecodeException;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import proxystore.relay.auth.Credentials;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.message.Message;
import proxystore.relay.message.MessageDecoder;
import proxystore.relay.message.MessageEncoder;
import proxystore.relay.peer.Admission;
import proxystore.relay.peer.Connection;
import proxystore.relay.peer.Transport;

/**
 * One WebSocket of the relay (Jakarta WebSocket 2.1, chapter 4). The container makes one instance per connection and
 * calls its message methods one after the other. {@link #close} may run at the same time as any other method: a session
 * that is closed by another thread reports it there, and the standalone relay's frame layer bypasses Tyrus, which would
 * serialise the two. Nothing here blocks, and no exception leaves a message method, because each container reacts to one
 * differently.
 *
 * <p>Texts are received in parts and joined here, up to the relay's own limit, because the containers' limits differ in
 * size, close code and memory per connection. The decoder is called from here for the same reason.
 */
@ServerEndpoint(
        value = "/",
        configurator = RelayConfigurator.class,
        subprotocols = PageCredentials.PROTOCOL,
        decoders = MessageDecoder.class,
        encoders = MessageEncoder.class)
public class RelayEndpoint {
    private static final Logger LOGGER = System.getLogger(RelayEndpoint.class.getName());
    /** The most that a character of an unfinished message takes: two bytes, and as much again when its buffer has just grown. */
    private static final int BYTES_PER_CHARACTER = 4;

    private static final MessageDecoder DECODER = new MessageDecoder();

    /** Set by {@link #open}; null until then, and if that failed. */
    private volatile @Nullable Connection connection;
    /** Why the session closed; null while it is open. Set by any thread, possibly before {@link #connection}. */
    private volatile @Nullable CloseReason closed;
    /** Set by {@link #open}, before {@link #connection}; null in other containers than Tomcat. */
    private @Nullable TomcatTransport tomcat;
    /** Owned by the message methods: the parts of an unfinished message; null between messages. */
    private @Nullable StringBuilder parts;
    /** Owned by the message methods: bytes of UTF-8 in {@link #parts}. */
    private long partBytes;

    @OnOpen
    public void open(Session session, EndpointConfig config) {
        session.setMaxIdleTimeout(-1); // off; with 0, which means the same, Tyrus starts a timer task per message
        Map<String, Object> properties = session.getUserProperties();
        HandshakeContext handshake =
                (HandshakeContext) Objects.requireNonNull(properties.get(RelayConfigurator.HANDSHAKE));
        AtomicReference<?> given =
                (AtomicReference<?>) Objects.requireNonNull(properties.get(RelayConfigurator.CREDENTIALS));
        Credentials credentials = (Credentials) Objects.requireNonNull(given.getAndSet(null));
        Transport transport = handshake.decorator().opened(this, transport(session, handshake));
        Connection connection = handshake.relay().open(transport, credentials);
        this.connection = connection;
        // Read after the connection is set: either this thread sees the close, or the close sees the connection.
        CloseReason reason = closed;
        if (reason != null) {
            connection.closed(reason.getCloseCode().getCode(), reason.getReasonPhrase());
        }
    }

    private SessionTransport transport(Session session, HandshakeContext handshake) {
        if (!TomcatTransport.isFor(session)) {
            return new SessionTransport(session, handshake.remoteAddress(), handshake.decorator()::cut);
        }
        TomcatTransport transport = new TomcatTransport(session, handshake.remoteAddress());
        tomcat = transport;
        return transport;
    }

    @OnMessage
    public void text(String part, boolean last) {
        markAlive();
        guarded(connection -> {
            if (last && parts == null) {
                whole(connection, EncodedMessage.of(part)); // a whole message is not counted character by character
                return;
            }
            connection.admission().messageBegins();
            partBytes += EncodedMessage.utf8Length(part);
            if (partBytes > connection.admission().maxMessageBytes()) {
                parts = null;
                connection.receiveTooLong();
                return;
            }
            if (!connection.admission().messageGrows((long) BYTES_PER_CHARACTER * part.length())) {
                parts = null;
                connection.receiveOverBudget();
                return;
            }
            parts = (parts == null ? new StringBuilder() : parts).append(part);
            if (last) {
                String text = parts.toString();
                parts = null;
                partBytes = 0;
                connection.admission().messageEnds();
                whole(connection, EncodedMessage.of(text));
            }
        });
    }

    private static void whole(Connection connection, EncodedMessage text) {
        if (text.bytes() > connection.admission().maxMessageBytes()) {
            connection.receiveTooLong();
        } else {
            receive(connection, text);
        }
    }

    /** The limits of received messages; present only while {@link #isOpen}. */
    public Admission admission() {
        return Objects.requireNonNull(connection).admission();
    }

    /** Receives a whole text message within the limit, from a container that decodes frames itself. */
    public void message(EncodedMessage text) {
        guarded(connection -> receive(connection, text));
    }

    private static void receive(Connection connection, EncodedMessage text) {
        Message message;
        try {
            message = DECODER.decode(text);
        } catch (DecodeException e) {
            connection.receiveMalformed(String.valueOf(e.getMessage()));
            return;
        }
        connection.receive(message, text.bytes());
    }

    @OnMessage
    public void binary(ByteBuffer part, boolean last) {
        markAlive();
        binary();
    }

    @OnMessage
    public void pong(PongMessage pong) {
        pongReceived();
    }

    /** A ping has been answered, by a frame layer that answers pings itself. */
    public void pingAnswered() {
        Connection connection = this.connection;
        if (connection != null) {
            connection.pingAnswered();
        }
    }

    /** A pong has arrived. */
    public void pongReceived() {
        Connection connection = this.connection;
        if (connection != null) {
            connection.receivePong();
        }
    }

    /** Bytes have arrived from the peer. */
    public void markAlive() {
        Connection connection = this.connection;
        if (connection != null) {
            connection.markAlive();
        }
    }

    /** Whether messages are accepted; false once the connection is being closed. */
    public boolean isOpen() {
        Connection connection = this.connection;
        return connection != null && connection.isOpen();
    }

    /** A binary message has begun. */
    public void binary() {
        guarded(Connection::receiveBinary);
    }

    /** A message has begun that is longer than the limit. */
    public void tooLong() {
        guarded(Connection::receiveTooLong);
    }

    /** An unfinished message does not fit into the relay's memory budget. */
    public void overBudget() {
        guarded(Connection::receiveOverBudget);
    }

    /** The peer has broken a rule of RFC 6455: closes the connection. Messages that wait are dropped. */
    public void breaksProtocol(CloseStatus status) {
        guarded(connection -> connection.close(status));
    }

    /** The session has closed. May run at the same time as {@link #open} and as a message method. */
    @OnClose
    public void close(CloseReason reason) {
        closed = reason;
        Connection connection = this.connection;
        if (connection != null) {
            connection.closed(reason.getCloseCode().getCode(), reason.getReasonPhrase());
        }
    }

    /** Errors of the transport; the container calls {@link #close} afterwards, or has already. */
    @OnError
    public void error(Throwable error) {
        LOGGER.log(Level.DEBUG, () -> "Transport error of " + address() + ": " + error);
    }

    private void guarded(Consumer<Connection> handling) {
        Connection connection = this.connection;
        if (connection == null || !connection.isOpen()) {
            return;
        }
        TomcatTransport tomcat = this.tomcat;
        if (tomcat != null) {
            tomcat.messageBegins();
        }
        try {
            handling.accept(connection);
        } catch (RuntimeException | Error e) {
            LOGGER.log(Level.ERROR, "A message of " + address() + " could not be processed", e);
            connection.close(CloseStatus.INTERNAL_ERROR);
        } finally {
            if (tomcat != null) {
                tomcat.messageEnds();
            }
        }
    }

    private String address() {
        Connection connection = this.connection;
        return connection == null ? "a connection that did not open" : connection.remoteAddress();
    }
}
