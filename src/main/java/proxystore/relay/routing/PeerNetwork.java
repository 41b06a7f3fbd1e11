package proxystore.relay.routing;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import proxystore.relay.auth.User;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.peer.Client;
import proxystore.relay.peer.ReturnAddress;

/**
 * Connects the relay to the other nodes of a cluster: the rules ask it when the peer of a message is no client of this
 * node. An implementation guarantees the following.
 *
 * <ul>
 *   <li><b>At most once.</b> One {@link #publish} reaches at most one client of at most one node, once. It is never repeated
 *       after a node may have received it.
 *   <li><b>Order.</b> Messages of one sender to one peer arrive in the order of the calls, as long as the peer stays on its
 *       node. Nothing is said about other pairs.
 *   <li><b>One answer in bounded time.</b> The stage of each {@code publish} completes once, normally, and within a time
 *       that the implementation documents, also if the other node or the network fails. An answer {@link Delivery#UNKNOWN},
 *       {@link Delivery#OTHER_USER} or {@link Delivery#refused} means that no client has received the message and none will.
 *       If that is not certain, the answer is {@link Delivery#UNCERTAIN}: an endpoint that gets an error for a message that
 *       has arrived ends its process.
 *   <li><b>Bounded memory.</b> The number and bytes of unanswered messages are limited. A message past the limit is refused
 *       at once.
 *   <li><b>No blocking.</b> Methods return without waiting for the network. Stages may complete, and {@link LocalNode} may be
 *       called, on any thread.
 *   <li><b>The newest registration wins.</b> Registrations of one uuid are compared by their stamps on all nodes, in
 *       whatever order they arrive. The node of an older one is told by {@link LocalNode#displaced}. Until then, which takes as
 *       long as one message, senders of that node still reach the older one.
 * </ul>
 */
public interface PeerNetwork extends AutoCloseable {
    /** The answer of a network that needs to ask no other node. Callers may compare by identity. */
    CompletionStage<ClaimOutcome> FREE = CompletableFuture.completedStage(ClaimOutcome.FREE);

    /** The network of a relay without other nodes: no peer is ever found. */
    PeerNetwork LOCAL_ONLY = new PeerNetwork() {
        private final CompletionStage<Delivery> unknown = CompletableFuture.completedFuture(Delivery.UNKNOWN);

        @Override
        public void join(LocalNode node) {}

        @Override
        public void registered(Client client) {}

        @Override
        public void unregistered(Client client) {}

        @Override
        public CompletionStage<Delivery> publish(Client sender, PeerConnection message) {
            return unknown;
        }
    };

    /** Joins the cluster. Called once, before any other method. */
    void join(LocalNode node);

    /**
     * The stamp of a connection that opens now: greater than that of each connection that opened before it, on all nodes as
     * far as their clocks agree, and different from that of every other connection.
     *
     * @param local numbers the connections of this node
     */
    default long nextStamp(LongSupplier local) {
        return local.getAsLong();
    }

    /**
     * Asks whether a client may be registered. Leads to one {@link #registered} or {@link #unregistered} if the answer is {@link
     * ClaimOutcome#FREE}. Calls for one uuid may overlap.
     *
     * @return completes once, normally and within a few seconds, also if no other node answers
     */
    default CompletionStage<ClaimOutcome> claim(Client client) {
        return FREE;
    }

    /**
     * A client has registered on this node; its stamp is {@link proxystore.relay.peer.ClientConnection#stamp}. Calls for one
     * uuid may overlap.
     */
    void registered(Client client);

    /** The registration of a client has ended. Without effect on a registration of the same uuid with another stamp. */
    void unregistered(Client client);

    /**
     * Sends a message to the client of another node that has registered its peer's uuid.
     *
     * @param sender the registered sender; the other node gets its user, its uuid and its stamp
     * @return completes with the answer of the other node
     */
    CompletionStage<Delivery> publish(Client sender, PeerConnection message);

    /** Leaves the cluster and frees everything. Outstanding answers complete with {@link Delivery#UNCERTAIN}. */
    @Override
    default void close() {}

    /** This node, as the network calls it. No method blocks. */
    interface LocalNode {
        /**
         * Sends a message from another node to a client of this one.
         *
         * @param user the user of the sender; only clients of the same user are reached
         * @param sender receives the message if it was forwarded and is not delivered
         * @return never {@link Delivery#UNCERTAIN}
         */
        Delivery deliver(PeerConnection message, User user, ReturnAddress sender);

        /**
         * Returns a message that another node had forwarded and has not delivered. Without effect if the sender's registration
         * has ended.
         *
         * @param sender the uuid of the sender's registration
         * @param stamp the stamp of the sender's registration
         * @param reason see {@link ReturnAddress#undelivered}
         */
        void returned(UUID sender, long stamp, PeerConnection message, String reason);

        /**
         * Closes the client of a uuid, because another node has a newer registration. Without effect if the registration
         * here is not older.
         *
         * @param stamp the stamp of the newer registration
         */
        void displaced(UUID uuid, long stamp);

        /**
         * Closes the client of a uuid, because another node has had it for another user before.
         *
         * @param stamp the stamp of the registration here; without effect on any other
         */
        void claimed(UUID uuid, long stamp);

        /**
         * Whether a client may take its uuid over from an older connection of the same user at another node. If so, that counts
         * as a takeover.
         */
        boolean mayTakeOver(Client newcomer);
    }
}
