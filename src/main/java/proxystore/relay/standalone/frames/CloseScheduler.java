package proxystore.relay.standalone.frames;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Connection;

/**
 * Performs the delayed part of closes and suspensions for all connections of one server, on one thread that ends when it is idle. Any
 * thread may call. After {@link #close} nothing is scheduled any more: the server closes all sockets itself.
 */
public final class CloseScheduler implements AutoCloseable {
    private static final Logger LOGGER = System.getLogger(CloseScheduler.class.getName());

    private static final long IDLE_THREAD_SECONDS = 10;

    private final Duration closeTimeout;
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

    /** Cuts a socket that is still open when the close timeout has passed. */
    void cutLater(Connection<?> socket) {
        cutLater(socket, closeTimeout);
    }

    /** Cuts a socket that is still open after the delay. */
    public void cutLater(Connection<?> socket, Duration delay) {
        Future<?> cut = schedule(socket::terminateSilently, delay);
        WebSocketTracker.whenClosed(socket, () -> cut.cancel(false));
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
