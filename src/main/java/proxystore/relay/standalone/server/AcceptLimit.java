package proxystore.relay.standalone.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.ConnectionProbe;
import org.glassfish.grizzly.IOEvent;
import org.glassfish.grizzly.IOStrategy;
import org.glassfish.grizzly.Transport;
import org.glassfish.grizzly.nio.transport.TCPNIOServerConnection;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;
import org.jspecify.annotations.Nullable;
import proxystore.relay.limit.DescriptorLimit;
import proxystore.relay.log.FailureLog;

/**
 * Stops accepting TCP connections before the process runs out of file descriptors, so that the relay can open its log, its
 * certificate and connections to the identity provider. Connections that are past it wait in the system's backlog.
 *
 * <p>{@code admission.max_connections} refuses WebSockets earlier, with a close code. This counts every TCP connection, such
 * as those that never finish a handshake. Selector threads call it; one of them accepts.
 */
@SuppressWarnings("rawtypes") // as Grizzly declares it
final class AcceptLimit extends ConnectionProbe.Adapter implements IOStrategy {
    private static final Logger LOGGER = System.getLogger(AcceptLimit.class.getName());

    /** At most one warning is logged in this time. */
    private static final long WARNING_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final IOStrategy strategy;
    private final int max;
    private final AtomicInteger open = new AtomicInteger();
    /** The paused listener, else null. Set by the accepting selector thread, cleared by the thread that ends the pause. */
    private volatile @Nullable Connection<?> paused;
    /** When the last warning was logged, by {@link System#nanoTime}; null before. Owned by the accepting selector thread. */
    private @Nullable Long warnedNanos;

    /**
     * A limit before another strategy.
     *
     * @param strategy handles the events
     * @param max TCP connections that may be open at a time
     */
    AcceptLimit(IOStrategy strategy, int max) {
        this.strategy = strategy;
        this.max = max;
    }

    /**
     * The TCP connections for which this process has free file descriptors.
     *
     * @param reserve descriptors for everything else
     */
    static int maxConnections(int reserve) {
        long free = DescriptorLimit.free().orElse(Integer.MAX_VALUE);
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, free) - reserve);
    }

    @Override
    public boolean executeIoEvent(Connection connection, IOEvent event) throws IOException {
        return isPast(connection, event) || strategy.executeIoEvent(connection, event);
    }

    @Override
    public boolean executeIoEvent(Connection connection, IOEvent event, boolean enabled) throws IOException {
        return isPast(connection, event) || strategy.executeIoEvent(connection, event, enabled);
    }

    /** Whether the event is an accept past the limit; then accepting is paused. */
    private boolean isPast(Connection connection, IOEvent event) throws IOException {
        if (event != IOEvent.SERVER_ACCEPT || open.get() < max) {
            return false;
        }
        connection.disableIOEvent(IOEvent.SERVER_ACCEPT);
        paused = connection;
        long now = System.nanoTime();
        boolean warn = warnedNanos == null || now - warnedNanos >= WARNING_INTERVAL_NANOS;
        if (warn) {
            warnedNanos = now;
        }
        LOGGER.log(
                warn ? Level.WARNING : Level.DEBUG,
                () -> "No client can connect: " + max + " connections are open, and the process needs its other file"
                        + " descriptors itself. Raise the limit of open files (ulimit -n, LimitNOFILE)");
        resumeIfRoom(); // a connection may have ended before the pause was visible
        return true;
    }

    @Override
    public void onAcceptEvent(Connection serverConnection, Connection clientConnection) {
        open.incrementAndGet();
    }

    @Override
    public void onCloseEvent(Connection connection) {
        if (!(connection instanceof TCPNIOServerConnection)) {
            open.decrementAndGet();
            resumeIfRoom();
        }
    }

    private void resumeIfRoom() {
        Connection<?> listening = paused;
        if (listening == null || open.get() >= max) {
            return;
        }
        paused = null; // before listening, because the next accept may set it again
        try {
            listening.enableIOEvent(IOEvent.SERVER_ACCEPT);
        } catch (IOException | RuntimeException e) {
            if (listening.isOpen()) {
                paused = listening; // the next end of a connection tries again
                FailureLog.error(LOGGER, "Accepting connections", " cannot be resumed yet", e);
            }
        }
    }

    /** The number of open TCP connections. */
    int open() {
        return open.get();
    }

    @Override
    public @Nullable Executor getThreadPoolFor(Connection connection, IOEvent event) {
        return strategy.getThreadPoolFor(connection, event);
    }

    @Override
    public @Nullable ThreadPoolConfig createDefaultWorkerPoolConfig(Transport transport) {
        return strategy.createDefaultWorkerPoolConfig(transport);
    }
}
