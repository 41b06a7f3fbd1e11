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
 * What waits to be published, in three queues: messages and answers, which are dropped while there is no connection; returned
 * messages, which wait for one; and the uuids whose registration has changed, each at most once. Adding never blocks. Any thread
 * adds, the network's thread takes.
 */
final class Outgoing {
    static final String FULL = "too many messages wait for other nodes (cluster.max_total_messages, max_total_bytes)";

    private static final int BATCH = 256;

    private final int maxFrames;
    private final long maxBytes;

    private final Object lock = new Object();

    @GuardedBy("lock")
    private final Queue<Publication> frames = new ArrayDeque<>();

    @GuardedBy("lock")
    private long frameBytes;

    @GuardedBy("lock")
    private final Queue<Publication> returns = new ArrayDeque<>();

    @GuardedBy("lock")
    private long returnBytes;

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
    record Batch(List<UUID> changes, List<Publication> returns, List<Publication> frames) {
        boolean isEmpty() {
            return changes.isEmpty() && returns.isEmpty() && frames.isEmpty();
        }
    }

    /**
     * Empty queues.
     *
     * @param maxFrames the largest number of messages and answers, and of returned messages
     * @param maxBytes the largest number of bytes of either
     */
    Outgoing(int maxFrames, long maxBytes) {
        this.maxFrames = maxFrames;
        this.maxBytes = maxBytes;
    }

    /** Adds a message or an answer; false if there is no room. */
    boolean offer(Publication frame) {
        synchronized (lock) {
            if (frames.size() >= maxFrames || frameBytes + frame.data.length > maxBytes) {
                return false;
            }
            frames.add(frame);
            frameBytes += frame.data.length;
            wake();
        }
        return true;
    }

    /** Adds a returned message; false if there is no room. */
    boolean offerReturn(Publication frame) {
        synchronized (lock) {
            if (returns.size() >= maxFrames || returnBytes + frame.data.length > maxBytes) {
                return false;
            }
            returns.add(frame);
            returnBytes += frame.data.length;
            wake();
        }
        return true;
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
        List<UUID> uuids = new ArrayList<>();
        List<Publication> returned = new ArrayList<>();
        List<Publication> batch = new ArrayList<>();
        if (connected) {
            Iterator<UUID> changed = changes.iterator();
            while (changed.hasNext() && uuids.size() < BATCH) {
                uuids.add(changed.next());
                changed.remove();
            }
            while (!returns.isEmpty() && returned.size() < BATCH) {
                Publication frame = returns.remove();
                returnBytes -= frame.data.length;
                returned.add(frame);
            }
        }
        while (!frames.isEmpty() && batch.size() < BATCH) {
            Publication frame = frames.remove();
            frameBytes -= frame.data.length;
            batch.add(frame);
        }
        return new Batch(uuids, returned, batch);
    }
}
