package proxystore.relay.cluster;

import java.util.concurrent.atomic.LongAdder;
import proxystore.relay.events.DurationCounts;

/** What has happened between this node and the others, counted since its start. Any thread may count and read. */
public final class ClusterCounts {
    private final LongAdder requests = new LongAdder();
    private final DurationCounts replies = new DurationCounts();
    private final LongAdder noResponders = new LongAdder();
    private final LongAdder timeouts = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder served = new LongAdder();
    private final LongAdder returned = new LongAdder();
    private final LongAdder lostReturns = new LongAdder();
    private final LongAdder claims = new LongAdder();
    private final LongAdder silentClaims = new LongAdder();
    private final LongAdder lostRaces = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private final LongAdder connects = new LongAdder();
    private final LongAdder slowConsumers = new LongAdder();

    /** Messages that were published for clients of other nodes. */
    public long requests() {
        return requests.sum();
    }

    /** The times from publishing a message to the reply of the node of its peer. */
    public DurationCounts replies() {
        return replies;
    }

    /** Published messages that no node has taken. */
    public long noResponders() {
        return noResponders.sum();
    }

    /** Published messages without an answer within the time limit. */
    public long timeouts() {
        return timeouts.sum();
    }

    /** Messages for clients of other nodes that were not published, because of a limit or for want of a connection. */
    public long refused() {
        return refused.sum();
    }

    /** Messages that came from other nodes for clients of this one. */
    public long served() {
        return served.sum();
    }

    /** Messages that were accepted from another node and returned to it. */
    public long returned() {
        return returned.sum();
    }

    /** Messages that were accepted from another node and could neither be delivered nor returned to it. */
    public long lostReturns() {
        return lostReturns.sum();
    }

    /** Registrations for which the other nodes were asked. */
    public long claims() {
        return claims.sum();
    }

    /** Of these, those that a node with the uuid did not answer in time. */
    public long silentClaims() {
        return silentClaims.sum();
    }

    /** Registrations of this node that another node's has displaced. */
    public long lostRaces() {
        return lostRaces.sum();
    }

    /** Messages on the bus that no node of this version has written. */
    public long malformed() {
        return malformed.sum();
    }

    /** Answers to other nodes that did not fit into the queue towards the bus. */
    public long dropped() {
        return dropped.sum();
    }

    /** Connections to the bus that were made: the first one and all after it. */
    public long connects() {
        return connects.sum();
    }

    /** How often this node received faster than it processed, so that messages were dropped. */
    public long slowConsumers() {
        return slowConsumers.sum();
    }

    void request() {
        requests.increment();
    }

    void reply(long nanos) {
        replies.add(nanos);
    }

    void noResponder() {
        noResponders.increment();
    }

    void timeout() {
        timeouts.increment();
    }

    void refusal() {
        refused.increment();
    }

    void serve() {
        served.increment();
    }

    void giveBack() {
        returned.increment();
    }

    void lostReturn() {
        lostReturns.increment();
    }

    void claim() {
        claims.increment();
    }

    void silentClaim() {
        silentClaims.increment();
    }

    void lostRace() {
        lostRaces.increment();
    }

    void malformedMessage() {
        malformed.increment();
    }

    void drop() {
        dropped.increment();
    }

    void connect() {
        connects.increment();
    }

    void slowConsumer() {
        slowConsumers.increment();
    }
}
