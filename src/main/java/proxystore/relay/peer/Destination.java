package proxystore.relay.peer;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import proxystore.relay.auth.User;

/** Where a message can be sent to: a client of this relay or, in a cluster, a client of another node. */
public interface Destination {
    /** The uuid under which peers reach it. */
    UUID uuid();

    /** The user to whom it belongs. */
    User user();

    /**
     * Sends a message without blocking, in the order of the calls.
     *
     * @return null if the message was accepted: then it is sent, or returned to its sender, or its fate stays unknown. Else
     *     why it was not accepted; then the caller returns it
     */
    @Nullable
    String send(OutboundMessage outbound);
}
