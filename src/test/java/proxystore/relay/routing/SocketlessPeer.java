package proxystore.relay.routing;

import jakarta.websocket.DecodeException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.message.Generation;
import proxystore.relay.message.Message;
import proxystore.relay.message.MessageDecoder;
import proxystore.relay.message.MessageEncoder;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.message.Registration;
import proxystore.relay.peer.Connection;
import proxystore.relay.peer.RecordingTransport;
import proxystore.relay.peer.Transport;

/** An endpoint without a socket: its messages are decoded, and what the relay sends is recorded. */
public final class SocketlessPeer {
    private static final MessageDecoder DECODER = new MessageDecoder();
    private static final MessageEncoder ENCODER = new MessageEncoder();

    public final RecordingTransport transport = new RecordingTransport("192.0.2.1:1");
    public final Connection connection;

    SocketlessPeer(Function<Transport, Connection> opening) {
        this.connection = opening.apply(transport);
        transport.whenClosed(() -> connection.closed("closed by the relay"));
    }

    public SocketlessPeer register(Generation generation, UUID uuid) {
        return register(generation, uuid, "name");
    }

    SocketlessPeer register(Generation generation, UUID uuid, String name) {
        send(new Registration(name, uuid, generation));
        return this;
    }

    public void send(Message message) {
        send(ENCODER.encode(message));
    }

    void send(String text) {
        Message message;
        try {
            message = DECODER.decode(text);
        } catch (DecodeException e) {
            connection.receiveMalformed(String.valueOf(e.getMessage()));
            return;
        }
        connection.receive(message, EncodedMessage.utf8Length(text));
    }

    void sendBinary() {
        connection.receiveBinary();
    }

    void sendTooLong() {
        connection.receiveTooLong();
    }

    /** The messages that the relay sent, in order. */
    public List<Message> received() {
        return transport.sent().stream().map(SocketlessPeer::decode).toList();
    }

    /** The last message that the relay sent. */
    public Message last() {
        List<Message> received = received();
        return received.get(received.size() - 1);
    }

    /** The status with which the relay closed this connection; null if it did not. */
    @Nullable
    public CloseStatus closedWith() {
        return transport.closes().isEmpty() ? null : transport.closes().get(0);
    }

    private static Message decode(String text) {
        try {
            Message message = DECODER.decode(text);
            return message instanceof PeerConnection p
                    ? offer(p.sourceUuid(), p.peerUuid(), p.description(), p.error())
                    : message;
        } catch (DecodeException e) {
            throw new AssertionError("The relay sent a malformed message: " + text, e);
        }
    }

    public static PeerConnection offer(UUID source, UUID peer, String description) {
        return offer(source, peer, description, null);
    }

    static PeerConnection answer(UUID source, UUID peer, String description) {
        return new PeerConnection(source, "name", peer, "answer", description, null, null);
    }

    public static PeerConnection offer(UUID source, UUID peer, String description, @Nullable String error) {
        return new PeerConnection(source, "name", peer, "offer", description, error, null);
    }
}
