package proxystore.relay.standalone.frames;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.CloseListener;
import org.glassfish.grizzly.CloseType;
import org.glassfish.grizzly.Connection;

/**
 * The open sockets that carry WebSockets. Tyrus counts a session as closed before its close frame is written. To be sure
 * that the frame arrives, a caller waits for the end of the socket, which follows the peer's answer. Any thread may call.
 */
public final class WebSocketTracker {
    private static final long POLL_MS = 2;

    private final Set<Connection<?>> open = ConcurrentHashMap.newKeySet();

    /** Adds a socket; it is removed when it closes. */
    public void add(Connection<?> socket) {
        open.add(socket);
        whenClosed(socket, () -> open.remove(socket));
    }

    /** Runs a short task when the socket closes, or at once if it has closed. */
    static void whenClosed(Connection<?> socket, Runnable task) {
        CloseListener<Connection<?>, CloseType> listener = (closed, type) -> task.run();
        socket.addCloseListener(listener);
    }

    /**
     * Waits until all sockets are closed. Returns early if the calling thread is interrupted.
     *
     * @param deadlineNanos when to stop waiting, by {@link System#nanoTime}
     * @return the number of sockets that are still open
     */
    public int awaitClosed(long deadlineNanos) {
        try {
            while (!open.isEmpty() && System.nanoTime() - deadlineNanos < 0) {
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return open.size();
    }
}
