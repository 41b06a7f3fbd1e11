package proxystore.relay.cluster;

import java.util.UUID;
import proxystore.relay.cluster.ClusterMessage.Assertion;
import proxystore.relay.cluster.ClusterMessage.ClockReading;
import proxystore.relay.cluster.ClusterMessage.Query;
import proxystore.relay.cluster.ClusterMessage.Returned;
import proxystore.relay.cluster.ClusterMessage.Stake;
import proxystore.relay.cluster.Outgoing.Publication;
import proxystore.relay.message.PeerConnection;

/** Writes messages for other nodes and adds them to the queues towards the bus. No method blocks; any thread calls them. */
final class ClusterSender {
    private final String node;
    private final Subjects subjects;
    private final Outgoing outgoing;
    private final MessageBus bus;
    private final ClusterCounts counts;

    ClusterSender(String node, Subjects subjects, Outgoing outgoing, MessageBus bus, ClusterCounts counts) {
        this.node = node;
        this.subjects = subjects;
        this.outgoing = outgoing;
        this.bus = bus;
        this.counts = counts;
    }

    boolean isConnected() {
        return bus.isConnected();
    }

    /**
     * Asks who has a uuid.
     *
     * @param number identifies the answer
     * @param unsent called if the query is not sent
     */
    void query(Stake stake, long number, Runnable unsent) {
        ask(stake, subjects.claimAnswer(number), unsent);
    }

    /** Asks for an administrator who has a uuid, see {@link #query}. */
    void lookUp(Stake stake, long number, Runnable unsent) {
        ask(stake, subjects.lookupAnswer(number), unsent);
    }

    private void ask(Stake stake, String replyTo, Runnable unsent) {
        byte[] data = ClusterCodec.encode(new Query(stake));
        Publication publication = new Publication(subjects.peer(stake.uuid()), replyTo, data, unsent);
        if (!outgoing.offer(publication)) {
            unsent.run();
        }
    }

    /** The registration of a uuid has changed: the network's thread subscribes and asserts it, or ends the subscription. */
    void changed(UUID uuid) {
        outgoing.changed(uuid);
    }

    /** Answers a message of another node. */
    void answer(String replyTo, ClusterMessage message) {
        send(replyTo, message);
    }

    /** Tells a node that this one has the better registration. */
    void contradict(String node, Stake stake) {
        send(subjects.assertion(node), new Assertion(stake));
    }

    /** Announces this node's clock to all nodes. */
    void announceClock(long stamp, boolean asks) {
        send(subjects.clock(), new ClockReading(stamp, node, asks));
    }

    /** Returns a message to the node of its sender; it waits while there is no connection. */
    void giveBack(Stake from, PeerConnection message, String reason) {
        Returned returned = new Returned(from.uuid(), from.stamp(), message, reason);
        if (outgoing.offerReturn(
                new Publication(subjects.returned(from.node()), null, ClusterCodec.encode(returned), null))) {
            counts.giveBack();
        } else {
            counts.lostReturn();
        }
    }

    private void send(String subject, ClusterMessage message) {
        if (!outgoing.offer(new Publication(subject, null, ClusterCodec.encode(message), null))) {
            counts.drop();
        }
    }
}
