package proxystore.relay.doctor;

import jakarta.websocket.DecodeException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import proxystore.relay.log.LogText;
import proxystore.relay.message.Generation;
import proxystore.relay.message.Message;
import proxystore.relay.message.MessageDecoder;
import proxystore.relay.message.MessageEncoder;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.message.Registration;
import proxystore.relay.message.Response;

/** A peer of the doctor's own, registered under a random uuid until it is closed. */
final class TemporaryPeer implements AutoCloseable {
    private static final MessageEncoder ENCODER = new MessageEncoder();
    private static final MessageDecoder DECODER = new MessageDecoder();

    private final UUID uuid = UUID.randomUUID();
    private final Generation generation;
    private final WebSocketLink link;

    private TemporaryPeer(Generation generation, WebSocketLink link) {
        this.generation = generation;
        this.link = link;
    }

    /**
     * Registers a new peer on a new connection.
     *
     * @param limit longest time until the relay's answer
     */
    static TemporaryPeer register(Handshaker handshaker, Generation generation, Duration limit) throws ProblemFound {
        TemporaryPeer peer = new TemporaryPeer(generation, handshaker.open());
        boolean registered = false;
        try {
            peer.link.send(ENCODER.encode(new Registration(peer.name(), peer.uuid, generation)));
            Optional<String> answer = peer.link.receive(limit);
            if (answer.isEmpty()) {
                throw new ProblemFound(Problem.REGISTRATION_TIMEOUT, "no answer within " + LogText.of(limit));
            }
            if (!(decode(answer.get()) instanceof Response response && response.success())) {
                throw new ProblemFound(Problem.REGISTRATION_REFUSED, "answered with " + LogText.of(answer.get()));
            }
            registered = true;
            return peer;
        } catch (LinkEnd e) {
            throw e.problem();
        } finally {
            if (!registered) {
                peer.close();
            }
        }
    }

    Generation generation() {
        return generation;
    }

    WebSocketLink link() {
        return link;
    }

    /** A message from this peer to another. */
    String message(TemporaryPeer to, String type, String description) {
        return ENCODER.encode(new PeerConnection(uuid, name(), to.uuid, type, description, null, null));
    }

    /**
     * Takes a received text for a message that this peer should have received.
     *
     * @throws ProblemFound if it was returned to its sender, or altered
     */
    static void check(String received, String description) throws ProblemFound {
        if (!(decode(received) instanceof PeerConnection message)) {
            throw new ProblemFound(Problem.MESSAGE_ALTERED, "received " + LogText.of(received));
        }
        String error = message.error();
        if (error != null) {
            boolean unknown = error.contains("is unknown") || error.contains("not registered");
            throw new ProblemFound(unknown ? Problem.PEER_UNKNOWN : Problem.MESSAGE_RETURNED, LogText.of(error));
        }
        if (!message.description().equals(description)) {
            throw new ProblemFound(Problem.MESSAGE_ALTERED, "received " + LogText.of(received));
        }
    }

    /** Null for a text that is no message of the protocol. */
    private static @Nullable Message decode(String text) {
        try {
            return DECODER.decode(text);
        } catch (DecodeException e) {
            return null;
        }
    }

    private String name() {
        return "relay-doctor-" + uuid;
    }

    @Override
    public void close() {
        link.close();
    }
}
