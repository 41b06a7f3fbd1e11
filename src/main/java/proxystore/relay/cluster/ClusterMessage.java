package proxystore.relay.cluster;

import java.util.UUID;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.routing.Delivery;

/** What nodes send each other. */
sealed interface ClusterMessage {
    /**
     * A registration of a client.
     *
     * @param user the id of its user
     * @param stamp the stamp of its connection
     * @param node the node that has the connection
     */
    record Stake(UUID uuid, String user, long stamp, String node) {
        /**
         * Whether this registration prevails over the other one of the same uuid; exactly one of two does. Of one user's,
         * the newer does; of two users', the older.
         */
        boolean prevailsOver(Stake other) {
            int order = Long.compare(stamp, other.stamp);
            int newer = order != 0 ? order : node.compareTo(other.node);
            return user.equals(other.user) ? newer > 0 : newer < 0;
        }
    }

    /** Asks who has the uuid, before the client is registered. */
    record Query(Stake stake) implements ClusterMessage {}

    /**
     * Answers a query.
     *
     * @param stamp the stamp of the registration that the answering node has; 0 if it has none
     */
    record QueryAnswer(QueryVerdict verdict, long stamp) implements ClusterMessage {}

    /** What the answering node has. */
    enum QueryVerdict {
        /** No registration any more. */
        FREE,
        /** An older registration of the same user, which the newer may displace. */
        OLDER,
        /** A newer registration of the same user. */
        NEWER,
        /** A registration of another user. */
        OTHER_USER
    }

    /** States that the node has the registration. */
    record Assertion(Stake stake) implements ClusterMessage {}

    /**
     * A message for a client of the receiving node.
     *
     * @param sender the registration of its sender
     */
    record Forwarded(Stake sender, PeerConnection message) implements ClusterMessage {}

    /** Answers a forwarded message. */
    record ForwardAnswer(Delivery delivery) implements ClusterMessage {}

    /**
     * Returns a message that was forwarded and has not been delivered.
     *
     * @param sender the uuid of the sender's registration
     * @param stamp the stamp of the sender's registration
     */
    record Returned(UUID sender, long stamp, PeerConnection message, String reason) implements ClusterMessage {}

    /**
     * The clock of a node.
     *
     * @param asks whether the other nodes are to announce theirs at once
     */
    record ClockReading(long stamp, String node, boolean asks) implements ClusterMessage {}
}
