package proxystore.relay.standalone.frames;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.CloseListener;
import org.glassfish.grizzly.CloseType;
import org.glassfish.grizzly.Connection;

/**
 * The sockets that carry WebSockets. Tyrus counts a session as closed before its close frame is written; who wants the
 * frame to arrive waits for the socket's end, which follows the peer's answer. Any thread may call.
 */
public final class WebSocketTracker implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(WebSocketTracker.class.getName());

    private static final long POLL_MS = 2;
    private static final long IDLE_THREAD_SECONDS = 10;

    private final Set<Connection<?>> open = ConcurrentHashMap.newKeySet();
    private final Duration patience;
    private final ScheduledThreadPoolExecutor cuts = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "relay-closing");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * None yet.
     *
     * @param patience how long a peer may take to answer a close frame and to read what was sent before it
     */
    public WebSocketTracker(Duration patience) {
        this.patience = patience;
        cuts.setKeepAliveTime(IDLE_THREAD_SECONDS, TimeUnit.SECONDS);
        cuts.allowCoreThreadTimeOut(true);
        cuts.setRemoveOnCancelPolicy(true);
    }

    public void add(Connection<?> socket) {
        open.add(socket);
        whenClosed(socket, () -> open.remove(socket));
    }

    /** Runs a short task when the socket is closed; at once if it is already. */
    static void whenClosed(Connection<?> socket, Runnable task) {
        CloseListener<Connection<?>, CloseType> listener = (closed, type) -> task.run();
        socket.addCloseListener(listener);
    }

    /** Cuts off a socket that is still open when its peer has had its time, unless everything is being closed anyway. */
    void cutLater(Connection<?> socket) {
        cutLater(socket, patience);
    }

    /** As {@link #cutLater(Connection)}, for a peer that has less or more time. */
    void cutLater(Connection<?> socket, Duration time) {
        Future<?> cut = schedule(socket::terminateSilently, time);
        whenClosed(socket, () -> cut.cancel(false));
    }

    /** Does a small thing in the background, unless everything is being closed anyway. */
    void later(Runnable task, Duration delay) {
        Future<?> unused = schedule(task, delay);
    }

    private Future<?> schedule(Runnable task, Duration delay) {
        try {
            return cuts.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOGGER.log(Level.DEBUG, "Too late: the server stops");
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public void close() {
        cuts.shutdownNow();
    }

    /**
     * Waits until all are closed.
     *
     * @param deadlineNanos when to stop waiting, by {@link System#nanoTime}
     * @return how many are still open
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
