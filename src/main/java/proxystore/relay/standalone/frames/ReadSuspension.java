package proxystore.relay.standalone.frames;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.IOEvent;

/**
 * Stops reading one socket for a while. The kernel's buffers fill up then, and TCP makes the peer wait. {@link #suspend}
 * belongs to the selector thread of the socket; any thread may call the other methods.
 */
final class ReadSuspension {
    private static final Logger LOGGER = System.getLogger(ReadSuspension.class.getName());

    /** A shorter suspension would cost more than the messages that it delays. */
    static final Duration SHORTEST = Duration.ofMillis(10);

    private final Connection<?> socket;
    private final CloseScheduler scheduler;
    /** When reading goes on ({@link System#nanoTime}); written by the selector thread before {@link #suspended}. */
    private volatile long resumeNanos;
    /** Whether the selector ignores the socket; set by the selector thread, cleared by the thread that resumes. */
    private volatile boolean suspended;
    /** Whether the connection is being closed, so that the peer's close frame must be read; set by the closing thread. */
    private volatile boolean ended;

    ReadSuspension(Connection<?> socket, CloseScheduler scheduler) {
        this.socket = socket;
        this.scheduler = scheduler;
    }

    boolean isSuspended() {
        return suspended;
    }

    /** Suspends reading for this time from now on. The resumption is scheduled before reading stops, because that may fail. */
    void suspend(Duration time) {
        Duration pause = time.compareTo(SHORTEST) < 0 ? SHORTEST : time;
        resumeNanos = System.nanoTime() + pause.toNanos();
        if (suspended) {
            return; // the scheduled task finds the later end
        }
        suspended = true; // before the task can clear it
        scheduler.later(this::resumeIfDue, pause);
        try {
            socket.disableIOEvent(IOEvent.READ);
        } catch (IOException e) {
            gone(e);
        }
        if (ended) {
            resume();
        }
    }

    private void resumeIfDue() {
        long leftNanos = resumeNanos - System.nanoTime();
        if (leftNanos > 0 && !ended) {
            scheduler.later(this::resumeIfDue, Duration.ofNanos(leftNanos));
        } else {
            resume();
        }
    }

    /** The selector thread enables the event after what it handles at present, so also after it has disabled it. */
    private void resume() {
        suspended = false;
        try {
            socket.enableIOEvent(IOEvent.READ);
        } catch (IOException e) {
            gone(e);
        }
    }

    /** The connection is being closed: reading goes on at once, and is not suspended again. */
    void end() {
        ended = true;
        if (suspended) {
            resume();
        }
    }

    private void gone(IOException failure) {
        LOGGER.log(Level.DEBUG, () -> socket + " has ended: " + failure);
    }
}
