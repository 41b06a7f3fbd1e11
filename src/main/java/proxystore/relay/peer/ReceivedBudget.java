package proxystore.relay.peer;

import proxystore.relay.limit.ByteCount;

/**
 * Limits the memory of what all connections of one relay have sent and the relay has not processed: unfinished messages, and
 * messages that wait for a token check. {@link OutboxBudget} limits the messages that wait to be sent. The two budgets are
 * separate, so that clients that send unfinished messages cannot make the relay return messages of other clients. Shared by all
 * threads; nothing in it blocks.
 */
public final class ReceivedBudget {
    /** Without a setting the limit is the JVM's largest heap divided by this. */
    private static final int HEAP_PARTS = 8;

    private volatile long maxBytes;
    private final ByteCount held = new ByteCount();

    /**
     * An unused budget.
     *
     * @param maxBytes bytes of memory; 0 for an eighth of the largest heap
     */
    public ReceivedBudget(long maxBytes) {
        change(maxBytes);
    }

    /** Sets the limit from now on, as the constructor does. Memory that is held stays held. */
    public void change(long maxBytes) {
        this.maxBytes = ByteCount.limit(maxBytes, HEAP_PARTS);
    }

    /**
     * Counts memory that a connection is about to hold.
     *
     * @return whether there is room; if not, it is not counted
     */
    public boolean reserve(long bytes) {
        return held.reserve(bytes, maxBytes);
    }

    /** Ends the counting of memory that was reserved. */
    public void release(long bytes) {
        held.release(bytes);
    }

    /** The bytes that are counted now. */
    public long heldBytes() {
        return held.held();
    }
}
