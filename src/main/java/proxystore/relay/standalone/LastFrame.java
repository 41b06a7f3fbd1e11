package proxystore.relay.standalone;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Keeps texts from being written behind the close frame of one WebSocket (RFC 6455, section 5.5.1): its peer would throw
 * them away, and their senders would believe that they had arrived. The close frame is written once it has been decided
 * that no text follows, and behind a text that is being handed to the socket just then; in that case in the background,
 * so that neither thread waits for the other.
 *
 * <p>Texts are written by one thread at a time, the close frame by any other or the same.
 */
final class LastFrame {
    private static final long POLL_NANOS = 100_000;

    private final OpenSockets sockets;
    /** Set by the thread that writes a text, before it looks at {@link #decided} and until it has written. */
    private volatile boolean writing;
    /** Set by whoever closes, for good: no text may follow. */
    private volatile boolean decided;
    /** Set by who writes the close frame, for good: it is written in the background, and so is what follows it. */
    private volatile boolean delayed;

    /**
     * For one connection.
     *
     * @param sockets whose thread writes what has to wait for a text
     */
    LastFrame(OpenSockets sockets) {
        this.sockets = sockets;
    }

    /**
     * A text is to be written.
     *
     * @return whether it may be; then {@link #textWritten} has to follow
     */
    boolean beginText() {
        writing = true; // and only then the look: either it sees the decision, or who has decided sees the text
        if (decided) {
            textWritten();
            return false;
        }
        return true;
    }

    /** The text has been handed to the socket, or cannot be. */
    void textWritten() {
        writing = false;
    }

    /** No text may follow. */
    void decide() {
        decided = true;
    }

    /** Does what belongs behind the last text, in the order of the calls. */
    void behindTexts(Runnable action) {
        decide();
        if (writing || delayed) {
            delayed = true;
            sockets.later(() -> afterText(action), Duration.ZERO);
        } else {
            action.run();
        }
    }

    private void afterText(Runnable action) {
        while (writing) {
            LockSupport.parkNanos(POLL_NANOS); // not for long: handing a text to a socket waits for nobody
        }
        action.run();
    }
}
