package proxystore.relay.standalone.frames;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Keeps texts from being written behind the close frame of one WebSocket (RFC 6455, section 5.5.1): its peer would throw
 * them away, and their senders would believe that they had arrived. The close frame is written once it has been decided
 * that no text follows, and behind a text that is being handed to the socket just then; in that case in the background,
 * so that neither thread waits for the other.
 *
 * <p>There is one text at a time. It is written by any thread, whichever comes first, and so is the close frame.
 */
final class CloseFrameOrdering {
    private static final long POLL_NANOS = 100_000;
    /** In place of an AtomicReference, which every text would have to bring into the processor's cache. */
    private static final AtomicReferenceFieldUpdater<CloseFrameOrdering, @Nullable Text> TEXT =
            AtomicReferenceFieldUpdater.newUpdater(CloseFrameOrdering.class, Text.class, "text");

    private final WebSocketTracker sockets;
    /** Set by who sends a text, before the look at {@link #decided}; cleared by who has handed it to the socket. */
    private volatile @Nullable Text text;
    /** Set by whoever closes, for good: no text may follow. */
    private volatile boolean decided;
    /** Set by who writes the close frame, for good: it is written in the background, and so is what follows it. */
    private volatile boolean delayed;

    /** A text to be written, and whether somebody does; at first nobody may. */
    private static final class Text {
        private final Runnable write;
        private final AtomicBoolean taken = new AtomicBoolean(true);

        Text(Runnable write) {
            this.write = write;
        }

        void offer() {
            taken.set(false);
        }

        boolean take() {
            return taken.compareAndSet(false, true);
        }
    }

    /**
     * For one connection.
     *
     * @param sockets whose thread writes what has to wait for a text
     */
    CloseFrameOrdering(WebSocketTracker sockets) {
        this.sockets = sockets;
    }

    /**
     * A text is to be written: by {@link #writeText}, or by who closes the connection before that.
     *
     * @param write hands it to the socket; does not throw
     * @return whether it is; if not, nobody will
     */
    boolean beginText(Runnable write) {
        Text begun = new Text(write);
        text = begun; // and only then the look: either it sees the decision, or who has decided sees the text
        if (decided) {
            text = null;
            return false;
        }
        begun.offer();
        return true;
    }

    /** Hands the text to the socket if nobody else does. */
    void writeText() {
        Text begun = text;
        if (begun != null && begun.take()) {
            try {
                begun.write.run();
            } finally {
                TEXT.compareAndSet(this, begun, null); // or its end has begun the next one
            }
        }
    }

    /** No text may follow. */
    void decide() {
        decided = true;
    }

    /** Does what belongs behind the last text, in the order of the calls. */
    void behindTexts(Runnable action) {
        decide();
        writeText();
        if (text != null || delayed) {
            delayed = true;
            sockets.later(() -> afterText(action), Duration.ZERO);
        } else {
            action.run();
        }
    }

    private void afterText(Runnable action) {
        while (text != null) {
            LockSupport.parkNanos(POLL_NANOS); // not for long: handing a text to a socket waits for nobody
            writeText();
        }
        action.run();
    }
}
