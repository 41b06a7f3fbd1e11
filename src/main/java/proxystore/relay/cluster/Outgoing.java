package proxystore.relay.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The queues towards the bus: messages and answers, which are dropped while there is no connection; returned messages, which
 * wait for one; and the uuids whose registration has changed, each at most once. Adding never blocks. Any thread adds, the
 * network's thread takes.
 */
final class Outgoing {
    static final String FULL = "too many messages wait for other nodes (cluster.max_total_messages, max_total_bytes)";

    private static final int BATCH = 256;

    private final int maxPublications;
    private final long maxBytes;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final PublicationQueue publications = new PublicationQueue();

    @GuardedBy("lock")
    private final PublicationQueue returns = new PublicationQueue();

    @GuardedBy("lock")
    private final Set<UUID> changes = new LinkedHashSet<>();

    @GuardedBy("lock")
    private boolean waiting;

    /**
     * A message to publish.
     *
     * @param unsent called if it is certain that it is not sent; null if nothing depends on it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Publication(
            String subject,
            @Nullable String replyTo,
            byte[] data,
            @Nullable Runnable unsent) {}

    /** What is to be done next, in this order. */
    record Batch(List<UUID> changes, List<Publication> returns, List<Publication> publications) {
        boolean isEmpty() {
            return changes.isEmpty() && returns.isEmpty() && publications.isEmpty();
        }
    }

    /** Publications in the order of their arrival. Used under the lock. */
    private final class PublicationQueue {
        private final Queue<Publication> queue = new ArrayDeque<>();
        private long bytes;

        /** Adds a publication; false if there is no room. */
        boolean add(Publication publication) {
            int more = publication.data.length;
            if (queue.size() >= maxPublications || bytes + more > maxBytes) {
                return false;
            }
            queue.add(publication);
            bytes += more;
            return true;
        }

        /** Takes the first ones, one batch at most. */
        List<Publication> take() {
            List<Publication> taken = new ArrayList<>();
            while (!queue.isEmpty() && taken.size() < BATCH) {
                Publication publication = queue.remove();
                bytes -= publication.data.length;
                taken.add(publication);
            }
            return taken;
        }
    }

    /**
     * Empty queues.
     *
     * @param maxPublications the largest number of messages and answers, and of returned messages
     * @param maxBytes the largest number of bytes of either
     */
    Outgoing(int maxPublications, long maxBytes) {
        this.maxPublications = maxPublications;
        this.maxBytes = maxBytes;
    }

    /** Adds a message or an answer; false if there is no room. */
    boolean offer(Publication publication) {
        synchronized (lock) {
            return wakeIf(publications.add(publication));
        }
    }

    /** Adds a returned message; false if there is no room. */
    boolean offerReturn(Publication publication) {
        synchronized (lock) {
            return wakeIf(returns.add(publication));
        }
    }

    @GuardedBy("lock")
    private boolean wakeIf(boolean added) {
        if (added) {
            wake();
        }
        return added;
    }

    /** The registration of a uuid has changed. */
    void changed(UUID uuid) {
        synchronized (lock) {
            changes.add(uuid);
            wake();
        }
    }

    /** Wakes the network's thread. */
    void signal() {
        synchronized (lock) {
            wake();
        }
    }

    @GuardedBy("lock")
    private void wake() {
        if (waiting) {
            waiting = false;
            lock.notifyAll();
        }
    }

    /**
     * Takes what is next. Waits if there is nothing.
     *
     * @param connected whether changes and returned messages can be sent
     * @param waitMillis the longest time to wait
     */
    Batch take(boolean connected, long waitMillis) throws InterruptedException {
        synchronized (lock) {
            Batch batch = next(connected);
            if (batch.isEmpty() && waitMillis > 0) {
                waiting = true;
                long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(waitMillis);
                for (long left = waitMillis; waiting && left > 0; left = millisUntil(deadline)) {
                    lock.wait(left);
                }
                waiting = false;
                batch = next(connected);
            }
            return batch;
        }
    }

    private static long millisUntil(long deadlineNanos) {
        return TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    }

    @GuardedBy("lock")
    private Batch next(boolean connected) {
        List<UUID> changed = connected ? takeChanges() : List.of();
        List<Publication> returned = connected ? returns.take() : List.of();
        return new Batch(changed, returned, publications.take());
    }

    @GuardedBy("lock")
    private List<UUID> takeChanges() {
        List<UUID> taken = new ArrayList<>();
        Iterator<UUID> changed = changes.iterator();
        while (changed.hasNext() && taken.size() < BATCH) {
            taken.add(changed.next());
            changed.remove();
        }
        return taken;
    }
}
