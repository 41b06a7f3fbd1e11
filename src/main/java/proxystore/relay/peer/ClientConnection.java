package proxystore.relay.peer;

import org.jspecify.annotations.Nullable;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Generation;

/** The connection of a registered client, as the relay's rules use it. */
public interface ClientConnection extends ReturnAddress {
    /** The position of this connection in the order in which connections opened; never negative. */
    long stamp();

    /** Whether this connection opened after the other one. */
    default boolean isNewerThan(ClientConnection other) {
        return stamp() > other.stamp();
    }

    /** Whether messages are accepted from it and for it. */
    boolean isOpen();

    /** Whether its latest registration is this one. */
    boolean isRegisteredAs(Destination client);

    /** The generation that the client speaks. */
    Generation generation();

    /** The peer's address and port as logs show them. */
    String remoteAddress();

    /** Logs what concerns this connection, a limited number of entries per minute. */
    ConnectionLog log();

    /** Whether the peer closed with 1000 or 1001, or the relay stops; known once it has ended. */
    boolean endedNormally();

    /** Closes the connection. Only the first call has an effect. */
    void close(CloseStatus status);

    /** Sends a message, see {@link Destination#send}. */
    @Nullable
    String send(OutboundMessage outbound);
}
