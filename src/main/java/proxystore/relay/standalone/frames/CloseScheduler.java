package proxystore.relay.standalone.frames;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.Connection;

/**
 * Performs the delayed part of closes and suspensions for all connections of one server, on one thread that ends when it is
 * idle. Any thread may call. A task that is late shows that the process stood still, and the peer's answer may be unread in the
 * socket: the peer gets as much time again, once and at most the close timeout. After {@link #close} no task is scheduled: the
 * server closes all sockets itself.
 */
public final class CloseScheduler implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(CloseScheduler.class.getName());

    private static final long IDLE_THREAD_SECONDS = 10;

    /** A task that is later than this comes after a pause of the process. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);

    private final Duration closeTimeout;
    private final AtomicInteger cuts = new AtomicInteger();
    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "relay-closing");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * A scheduler without tasks.
     *
     * @param closeTimeout the time that a peer has to answer a close frame and to read what was sent before it
     */
    public CloseScheduler(Duration closeTimeout) {
        this.closeTimeout = closeTimeout;
        executor.setKeepAliveTime(IDLE_THREAD_SECONDS, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
    }

    /** Cuts a WebSocket whose socket is still open when the close timeout has passed, and counts it. */
    void cutLater(Connection<?> socket) {
        cutLater(socket, closeTimeout, () -> {
            cuts.incrementAndGet();
            socket.terminateSilently();
        });
    }

    /** Cuts a socket that is still open after the delay. */
    public void cutLater(Connection<?> socket, Duration delay) {
        cutLater(socket, delay, socket::terminateSilently);
    }

    private void cutLater(Connection<?> socket, Duration delay, Runnable cutting) {
        long dueNanos = System.nanoTime() + delay.toNanos();
        schedule(socket, delay, () -> {
            Duration late = Duration.ofNanos(System.nanoTime() - dueNanos);
            if (late.compareTo(SHORTEST_PAUSE) > 0) {
                schedule(socket, late.compareTo(closeTimeout) < 0 ? late : closeTimeout, cutting);
            } else {
                cutting.run();
            }
        });
    }

    private void schedule(Connection<?> socket, Duration delay, Runnable cutting) {
        Future<?> cut = schedule(cutting, delay);
        WebSocketTracker.whenClosed(socket, () -> cut.cancel(false));
    }

    /** The number of WebSockets that were cut because their peers did not answer the close in time. */
    public int cuts() {
        return cuts.get();
    }

    /** Runs a short task after the delay; never if the server stops before. */
    void later(Runnable task, Duration delay) {
        Future<?> unused = schedule(task, delay);
    }

    private Future<?> schedule(Runnable task, Duration delay) {
        try {
            return executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            LOGGER.log(Level.DEBUG, "A task is not scheduled: the server has stopped");
            return CompletableFuture.completedFuture(null);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
