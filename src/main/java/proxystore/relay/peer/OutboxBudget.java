package proxystore.relay.peer;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import proxystore.relay.config.OutboxConfig;

/**
 * Bounds what all outboxes of one relay hold together: messages that wait, that are in flight, and that are on their way
 * back to their senders. Each counts as {@link OutboundMessage#heldBytes}.
 *
 * <p>A peer connection past the bound is refused, and so returned to its sender. What the relay itself sends (responses
 * and returned messages) may take as much again, or the senders of the refused messages could not be answered; past that
 * it is refused too, unless nothing waits for its receiver. Shared by all threads; nothing in it blocks.
 */
public final class OutboxBudget {
    /** Without a setting the bound is this part of the JVM's largest heap. */
    private static final int HEAP_PARTS = 4;

    private final long maxBytes;
    private final AtomicLong heldBytes = new AtomicLong();

    /** The budget of one relay, of which nothing is used yet. */
    public OutboxBudget(OutboxConfig config) {
        this.maxBytes =
                config.maxTotalBytes() == 0 ? Runtime.getRuntime().maxMemory() / HEAP_PARTS : config.maxTotalBytes();
    }

    /**
     * Counts a message in that an outbox takes.
     *
     * @param first whether nothing else waits for its receiver
     * @return null if there is room for it, else why not; then it is not counted
     */
    @Nullable
    String reserve(OutboundMessage outgoing, boolean first) {
        int bytes = outgoing.heldBytes();
        long held = heldBytes.addAndGet(bytes);
        boolean own = outgoing.sender() == null;
        if (held <= maxBytes || (own && (first || held - maxBytes <= maxBytes))) {
            return null;
        }
        heldBytes.addAndGet(-bytes);
        return "the outboxes of all connections are full (" + maxBytes + " bytes, outbox.max_total_bytes)";
    }

    /** Counts a message out that has been sent, returned or dropped. */
    void release(OutboundMessage outgoing) {
        heldBytes.addAndGet(-outgoing.heldBytes());
    }

    /** What is counted now, in bytes. */
    long heldBytes() {
        return heldBytes.get();
    }
}
