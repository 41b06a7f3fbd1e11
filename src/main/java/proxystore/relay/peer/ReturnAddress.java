package proxystore.relay.peer;

import proxystore.relay.message.PeerConnection;

/** Where a message goes that was not delivered: its sender's connection or, in a cluster, the sender's node. */
@FunctionalInterface
public interface ReturnAddress {
    /**
     * Returns a message to its sender; without effect if the sender has left. Called at most once per message, by any
     * thread; does not block.
     *
     * @param message the message as it was forwarded, without an error
     * @param reason completes the sentence "it cannot be forwarded because …"
     */
    void undelivered(PeerConnection message, String reason);
}
