package proxystore.relay.standalone.frames;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps texts from being written after the close frame of one WebSocket (RFC 6455, section 5.5.1): the peer would discard
 * them, while their senders would take them for delivered. The close frame is written after the pending text. If another
 * thread is writing that text, the close frame is written in the background, so that neither thread waits for the other.
 *
 * <p>At most one text is pending. The text and the close frame may each be written by any thread.
 */
final class CloseFrameOrdering {
    private static final long POLL_NANOS = 100_000;
    /** An updater instead of an AtomicReference saves one object per connection. */
    private static final AtomicReferenceFieldUpdater<CloseFrameOrdering, @Nullable PendingText> PENDING =
            AtomicReferenceFieldUpdater.newUpdater(CloseFrameOrdering.class, PendingText.class, "pending");

    private final CloseScheduler scheduler;
    /** Set by the sending thread before it reads {@link #refusing}; cleared by the thread that has written the text. */
    private volatile @Nullable PendingText pending;
    /** Whether further texts are refused; set once, by the closing thread. */
    private volatile boolean refusing;
    /** Whether the close frame and all later actions run in the background; set once, by the closing thread. */
    private volatile boolean deferred;

    /** A text and a flag that its writing thread claims. It cannot be claimed before it is offered. */
    private static final class PendingText {
        private final Runnable write;
        private final AtomicBoolean claimed = new AtomicBoolean(true);

        PendingText(Runnable write) {
            this.write = write;
        }

        void offer() {
            claimed.set(false);
        }

        boolean claim() {
            return claimed.compareAndSet(false, true);
        }
    }

    /**
     * The ordering of one connection.
     *
     * @param scheduler runs what has to wait for a text
     */
    CloseFrameOrdering(CloseScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Offers a text for writing, by {@link #writeText} or by the thread that closes the connection before that.
     *
     * @param write hands the text to the socket; does not throw
     * @return whether the text will be written; false once texts are refused
     */
    boolean offer(Runnable write) {
        PendingText text = new PendingText(write);
        pending = text; // before the read of refusing: this thread sees the refusal or the closing thread sees the text
        if (refusing) {
            pending = null;
            return false;
        }
        text.offer();
        return true;
    }

    /** Hands the pending text to the socket, unless there is none or another thread has claimed it. */
    void writeText() {
        PendingText text = pending;
        if (text != null && text.claim()) {
            try {
                text.write.run();
            } finally {
                PENDING.compareAndSet(this, text, null); // the end of this write may have offered the next text
            }
        }
    }

    /** Refuses all further texts. */
    void refuseFurtherTexts() {
        refusing = true;
    }

    /** Refuses further texts and runs the action after the pending text. Actions run in the order of the calls. */
    void runAfterPendingText(Runnable action) {
        refuseFurtherTexts();
        writeText();
        if (pending != null || deferred) {
            deferred = true;
            scheduler.execute(() -> awaitText(action));
        } else {
            action.run();
        }
    }

    private void awaitText(Runnable action) {
        while (pending != null) {
            LockSupport.parkNanos(POLL_NANOS); // short: handing a text to a socket never blocks
            writeText();
        }
        action.run();
    }
}
