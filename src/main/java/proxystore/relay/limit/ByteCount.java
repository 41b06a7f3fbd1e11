package proxystore.relay.limit;

import java.util.concurrent.atomic.AtomicLong;

/** Bytes of memory that are held, up to a limit. Shared by all threads; nothing in it blocks. */
public final class ByteCount {
    private final AtomicLong heldBytes = new AtomicLong();
    /** The largest number of bytes that was held. */
    private final AtomicLong peakBytes = new AtomicLong();

    /**
     * The number of bytes that a setting allows.
     *
     * @param configured the number of the setting; 0 for a share of the heap
     * @param heapParts the share is the JVM's largest heap divided by this
     */
    public static long limit(long configured, int heapParts) {
        return configured == 0 ? Runtime.getRuntime().maxMemory() / heapParts : configured;
    }

    /**
     * Counts bytes that are about to be held. Refused bytes are never counted, not even for a moment in which another caller
     * would be refused because of them.
     *
     * @param limit the largest number of bytes that may be held afterwards
     * @return whether they are within the limit; if not, they are not counted
     */
    public boolean reserve(long bytes, long limit) {
        long held = heldBytes.get();
        while (held + bytes <= limit) {
            if (heldBytes.compareAndSet(held, held + bytes)) {
                if (held + bytes > peakBytes.get()) {
                    peakBytes.accumulateAndGet(held + bytes, Math::max);
                }
                return true;
            }
            held = heldBytes.get();
        }
        return false;
    }

    /** Ends the counting of bytes that were reserved. */
    public void release(long bytes) {
        heldBytes.addAndGet(-bytes);
    }

    /** The bytes that are counted now. */
    public long held() {
        return heldBytes.get();
    }

    /** The largest number of bytes that was counted at a time. */
    public long peak() {
        return peakBytes.get();
    }
}
