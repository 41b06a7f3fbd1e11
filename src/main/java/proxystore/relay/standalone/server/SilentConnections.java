package proxystore.relay.standalone.server;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;

/**
 * Closes connections that send nothing before they are WebSockets, which the relay's heartbeat watches. It replaces Grizzly's
 * idle timeout, which uses the wall clock and looks at every WebSocket once a second. Any thread may call.
 */
final class SilentConnections extends BaseFilter {
    /** The interval of {@link #closeSilent}, and so the most by which a connection exceeds its time. */
    static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

    private final long patienceNanos;
    private final LongSupplier nanoTime;
    /** When each connection last sent something that reached this filter, or was accepted. */
    private final Map<Connection<?>, Long> activeNanos = new ConcurrentHashMap<>();

    /**
     * A filter without connections.
     *
     * @param patience how long a connection may be silent
     * @param nanoTime the monotonic clock, in nanoseconds
     */
    SilentConnections(Duration patience, LongSupplier nanoTime) {
        this.patienceNanos = patience.toNanos();
        this.nanoTime = nanoTime;
    }

    @Override
    public NextAction handleAccept(FilterChainContext context) throws IOException {
        activeNanos.put(context.getConnection(), nanoTime.getAsLong());
        return context.getInvokeAction();
    }

    @Override
    public NextAction handleRead(FilterChainContext context) throws IOException {
        activeNanos.replace(context.getConnection(), nanoTime.getAsLong());
        return context.getInvokeAction();
    }

    @Override
    public NextAction handleClose(FilterChainContext context) throws IOException {
        remove(context.getConnection());
        return context.getInvokeAction();
    }

    /** The connection is a WebSocket. */
    void remove(Connection<?> connection) {
        activeNanos.remove(connection);
    }

    /** Closes the connections that have been silent for too long. */
    void closeSilent() {
        long nowNanos = nanoTime.getAsLong();
        activeNanos.forEach((connection, sinceNanos) -> {
            if (nowNanos - sinceNanos >= patienceNanos && activeNanos.remove(connection, sinceNanos)) {
                connection.closeSilently();
            }
        });
    }
}
