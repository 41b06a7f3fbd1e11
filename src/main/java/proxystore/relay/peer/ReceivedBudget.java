package proxystore.relay.peer;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the memory of what all connections of one relay have sent and the relay has not processed: unfinished messages, and
 * messages that wait for a token check. {@link OutboxBudget} limits what waits to be sent; the two are apart, so that clients
 * which send unfinished messages cannot make the relay return those of others. Shared by all threads; nothing in it blocks.
 */
public final class ReceivedBudget {
    /** Without a setting the limit is the JVM's largest heap divided by this. */
    private static final int HEAP_PARTS = 8;

    private final long maxBytes;
    private final AtomicLong heldBytes = new AtomicLong();

    /**
     * An unused budget.
     *
     * @param maxBytes bytes of memory; 0 for an eighth of the largest heap
     */
    public ReceivedBudget(long maxBytes) {
        this.maxBytes = maxBytes == 0 ? Runtime.getRuntime().maxMemory() / HEAP_PARTS : maxBytes;
    }

    /**
     * Counts memory that a connection is about to hold. What is refused is never counted, not even for a moment in which another
     * connection would be refused for it.
     *
     * @return whether there is room; if not, it is not counted
     */
    boolean reserve(long bytes) {
        long held = heldBytes.get();
        while (held + bytes <= maxBytes) {
            if (heldBytes.compareAndSet(held, held + bytes)) {
                return true;
            }
            held = heldBytes.get();
        }
        return false;
    }

    /** Ends the counting of memory that was reserved. */
    void release(long bytes) {
        heldBytes.addAndGet(-bytes);
    }

    /** The bytes that are counted now. */
    long heldBytes() {
        return heldBytes.get();
    }
}
