package proxystore.relay.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.jspecify.annotations.Nullable;
import proxystore.relay.config.OutboxConfig;

/**
 * The half of an {@link Outbox} that counts its messages and bytes, waiting and in flight, and compares them with the
 * limits. Returned messages have a limit of their own. It is a superclass and not a field, because every message updates
 * it: with many connections each extra object of a message is a cache miss.
 */
abstract class OutboxLoad {
    final OutboxConfig limits;
    /** The number of all messages. */
    @GuardedBy("this")
    private int messages;
    /** The number of returned messages among them. */
    @GuardedBy("this")
    private int returns;
    /** Bytes of UTF-8 without returned messages. */
    @GuardedBy("this")
    private long bytes;
    /** Bytes of UTF-8 of returned messages. */
    @GuardedBy("this")
    private long returnedBytes;
    /** The number of messages that the kernel has taken since the connection opened. */
    @GuardedBy("this")
    private long sent;

    OutboxLoad(OutboxConfig limits) {
        this.limits = limits;
    }

    @GuardedBy("this")
    final boolean isEmpty() {
        return messages == 0;
    }

    /** Why there is no room for a message; null if there is. */
    @GuardedBy("this")
    final @Nullable String overLimit(OutboundMessage outbound) {
        return outbound.isReturn() ? fullOfReturns(outbound) : fullOfOthers(outbound);
    }

    @GuardedBy("this")
    private @Nullable String fullOfOthers(OutboundMessage outbound) {
        if (messages - returns >= limits.maxMessages()) {
            return "its outbox is full (" + (messages - returns) + " messages)";
        }
        return bytes + outbound.bytes() > limits.maxBytes()
                ? "its outbox is full (" + bytes + " of " + limits.maxBytes() + " bytes)"
                : null;
    }

    @GuardedBy("this")
    private @Nullable String fullOfReturns(OutboundMessage outbound) {
        return returnedBytes + outbound.bytes() > limits.maxReturnedBytes()
                ? "too many returned messages wait for it (" + returnedBytes + " of " + limits.maxReturnedBytes()
                        + " bytes)"
                : null;
    }

    @GuardedBy("this")
    final void add(OutboundMessage outbound) {
        count(outbound, 1);
    }

    @GuardedBy("this")
    final void remove(OutboundMessage outbound) {
        count(outbound, -1);
    }

    /** Ends a message that the kernel has taken. */
    @GuardedBy("this")
    final void removeSent(OutboundMessage outbound) {
        remove(outbound);
        sent++;
    }

    /** The number of messages that the kernel has taken since the connection opened. */
    final synchronized long sentMessages() {
        return sent;
    }

    /** The bytes of UTF-8 of all messages, waiting and in flight. */
    final synchronized long queuedBytes() {
        return bytes + returnedBytes;
    }

    @GuardedBy("this")
    private void count(OutboundMessage outbound, int sign) {
        messages += sign;
        if (outbound.isReturn()) {
            returns += sign;
            returnedBytes += (long) sign * outbound.bytes();
        } else {
            bytes += (long) sign * outbound.bytes();
        }
    }
}
