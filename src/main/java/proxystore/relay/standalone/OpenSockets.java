package proxystore.relay.standalone;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.CloseListener;
import org.glassfish.grizzly.CloseType;
import org.glassfish.grizzly.Connection;

/**
 * The sockets that carry WebSockets. Tyrus counts a session as closed before its close frame is written; who wants the
 * frame to arrive waits for the socket's end, which follows the peer's answer. Any thread may call.
 */
final class OpenSockets {
    private static final long POLL_MS = 2;

    private final Set<Connection<?>> open = ConcurrentHashMap.newKeySet();

    void add(Connection<?> socket) {
        open.add(socket);
        CloseListener<Connection<?>, CloseType> forget = (closed, type) -> open.remove(socket);
        socket.addCloseListener(forget);
    }

    /**
     * Waits until all are closed.
     *
     * @param deadlineNanos when to stop waiting, by {@link System#nanoTime}
     */
    void awaitClosed(long deadlineNanos) {
        try {
            while (!open.isEmpty() && System.nanoTime() - deadlineNanos < 0) {
                TimeUnit.MILLISECONDS.sleep(POLL_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
