package proxystore.relay.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import proxystore.relay.config.ClusterLimits;
import proxystore.relay.routing.Delivery;

/**
 * The published messages that wait for an answer, with limits for each sender and for the node. Any thread calls every method;
 * the caller completes what it gets.
 */
final class PendingMessages {
    private final ClusterLimits limits;
    private final long maxTotalBytes;
    private final long timeoutNanos;

    private final Object lock = new Object();

    /** By number, which is also the order of their deadlines. */
    @GuardedBy("lock")
    private final Map<Long, Pending> pending = new LinkedHashMap<>();

    /** By the stamp of the sender's connection. */
    @GuardedBy("lock")
    private final Map<Long, PendingLoad> senders = new HashMap<>();

    @GuardedBy("lock")
    private final PendingLoad total = new PendingLoad();

    @GuardedBy("lock")
    private long lastNumber;

    /**
     * A message that waits.
     *
     * @param number identifies the message in its answer
     * @param sender the stamp of the sender's connection
     * @param sentNanos when it was added
     * @param answer completed by the caller that takes the message out of the table
     */
    record Pending(long number, long sender, int bytes, long sentNanos, CompletableFuture<Delivery> answer) {}

    private static final class PendingLoad {
        private int messages;
        private long bytes;

        boolean fits(int more, int maxMessages, long maxBytes) {
            return messages < maxMessages && bytes + more <= maxBytes;
        }

        void add(int sign, int more) {
            messages += sign;
            bytes += (long) sign * more;
        }
    }

    PendingMessages(ClusterLimits limits, long maxTotalBytes) {
        this.limits = limits;
        this.maxTotalBytes = maxTotalBytes;
        this.timeoutNanos = limits.requestTimeout().toNanos();
    }

    /** Adds a message; null if that would be past a limit. */
    @Nullable
    Pending add(long sender, int bytes, long nowNanos) {
        synchronized (lock) {
            PendingLoad known = senders.get(sender);
            PendingLoad load = known == null ? new PendingLoad() : known;
            if (!load.fits(bytes, limits.maxPendingMessages(), limits.maxPendingBytes())
                    || !total.fits(bytes, limits.maxTotalMessages(), maxTotalBytes)) {
                return null;
            }
            if (known == null) {
                senders.put(sender, load);
            }
            Pending message = new Pending(++lastNumber, sender, bytes, nowNanos, new CompletableFuture<>());
            pending.put(message.number, message);
            load.add(1, bytes);
            total.add(1, bytes);
            return message;
        }
    }

    /** Takes a message out; null if it has been. */
    @Nullable
    Pending remove(long number) {
        synchronized (lock) {
            Pending message = pending.remove(number);
            if (message != null) {
                removed(message);
            }
            return message;
        }
    }

    @GuardedBy("lock")
    private void removed(Pending message) {
        PendingLoad load = senders.get(message.sender);
        if (load != null) {
            load.add(-1, message.bytes);
            if (load.messages == 0) {
                senders.remove(message.sender);
            }
        }
        total.add(-1, message.bytes);
    }

    /** Takes out the messages whose time is over. */
    List<Pending> expire(long nowNanos) {
        return takeOut(message -> nowNanos - message.sentNanos >= timeoutNanos);
    }

    /** Takes all messages out. */
    List<Pending> clear() {
        return takeOut(message -> true);
    }

    private List<Pending> takeOut(Predicate<Pending> due) {
        synchronized (lock) {
            if (pending.isEmpty()) {
                return List.of();
            }
            List<Pending> taken = new ArrayList<>();
            Iterator<Pending> oldest = pending.values().iterator();
            while (oldest.hasNext()) {
                Pending message = oldest.next();
                if (!due.test(message)) {
                    break;
                }
                oldest.remove();
                removed(message);
                taken.add(message);
            }
            return taken;
        }
    }

    /** The number of messages that wait. */
    int size() {
        synchronized (lock) {
            return pending.size();
        }
    }
}
