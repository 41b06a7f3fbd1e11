package proxystore.relay.peer;

import org.jspecify.annotations.Nullable;
import proxystore.relay.config.OutboxConfig;
import proxystore.relay.limit.ByteCount;

/**
 * Limits the memory of all outboxes of one relay together: messages that wait, that are in flight, and that are being
 * returned to their senders. Each counts as {@link OutboundMessage#heldBytes}.
 *
 * <p>A forwarded message past the limit is refused, and so returned to its sender. The relay's own messages (responses and
 * returned messages) may take the same amount again, or the senders of the refused messages could not be answered. Past
 * that they are refused too, unless nothing waits for their receiver. Shared by all threads; nothing in it blocks.
 */
public final class OutboxBudget {
    /** Without a setting the limit is the JVM's largest heap divided by this. */
    private static final int HEAP_PARTS = 4;

    private volatile long maxBytes;
    private final ByteCount held = new ByteCount();

    /** The unused budget of one relay. */
    public OutboxBudget(OutboxConfig config) {
        change(config);
    }

    /** Sets the limit from now on. Messages that are counted stay counted. */
    public void change(OutboxConfig config) {
        this.maxBytes = ByteCount.limit(config.maxTotalBytes(), HEAP_PARTS);
    }

    /**
     * Counts a message that an outbox accepts.
     *
     * @param first whether nothing else waits for its receiver
     * @return null if there is room, else why not; then the message is not counted
     */
    @Nullable
    String reserve(OutboundMessage outbound, boolean first) {
        boolean own = outbound.sender() == null;
        long limit = !own ? maxBytes : first ? Long.MAX_VALUE : 2 * maxBytes;
        return held.reserve(outbound.heldBytes(), limit)
                ? null
                : "the outboxes of all connections are full (" + maxBytes + " bytes, outbox.max_total_bytes)";
    }

    /** Ends the counting of a message that has been sent, returned or dropped. */
    void release(OutboundMessage outbound) {
        held.release(outbound.heldBytes());
    }

    /** The bytes that are counted now. */
    public long heldBytes() {
        return held.held();
    }

    /** The largest number of bytes that was counted at a time. */
    public long peakBytes() {
        return held.peak();
    }

    /** The limit of forwarded messages in bytes. */
    public long maxBytes() {
        return maxBytes;
    }
}
