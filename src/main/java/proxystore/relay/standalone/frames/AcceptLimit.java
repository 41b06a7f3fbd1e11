package proxystore.relay.standalone.frames;

import java.io.IOException;
import java.lang.System.Logger;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.ConnectionProbe;
import org.glassfish.grizzly.nio.transport.TCPNIOServerConnection;
import proxystore.relay.limit.DescriptorLimit;

/**
 * Stops accepting TCP connections before the process runs out of file descriptors, so that the relay can open its log, its
 * certificate and connections to the identity provider. Connections that are past it wait in the system's backlog.
 *
 * <p>{@code admission.max_connections} refuses WebSockets earlier, with a close code. This counts every TCP connection, such
 * as those that never finish a handshake, as a probe of the transport. Selector threads call it; one of them accepts.
 */
@SuppressWarnings("rawtypes") // as Grizzly declares it
public final class AcceptLimit extends ConnectionProbe.Adapter {
    private static final Logger LOGGER = System.getLogger(AcceptLimit.class.getName());

    private final int max;
    private final AtomicInteger open = new AtomicInteger();
    private final AcceptPause pause = new AcceptPause(LOGGER);
    /** The number of accepted connections. Owned by the accepting selector thread. */
    private long accepted;

    /**
     * The limit of one transport.
     *
     * @param max TCP connections that may be open at a time
     */
    public AcceptLimit(int max) {
        this.max = max;
    }

    /**
     * The TCP connections for which this process has free file descriptors.
     *
     * @param reserve descriptors for everything else
     */
    public static int maxConnections(int reserve) {
        long free = DescriptorLimit.free().orElse(Integer.MAX_VALUE);
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, free) - reserve);
    }

    /** Whether the next connection is past the limit; then accepting is paused until another one has ended. */
    boolean pauses(Connection<?> listening) throws IOException {
        if (open.get() < max) {
            return false;
        }
        pause.begin(
                listening,
                () -> "No client can connect: " + max + " connections are open, and the process needs its other file"
                        + " descriptors itself. Raise the limit of open files (ulimit -n, LimitNOFILE)");
        resumeIfRoom(); // a connection may have ended before the pause was visible
        return true;
    }

    @Override
    public void onAcceptEvent(Connection serverConnection, Connection clientConnection) {
        open.incrementAndGet();
        accepted++;
    }

    @Override
    public void onCloseEvent(Connection connection) {
        if (!(connection instanceof TCPNIOServerConnection)) {
            open.decrementAndGet();
            resumeIfRoom();
        }
    }

    private void resumeIfRoom() {
        if (open.get() < max) {
            pause.end();
        }
    }

    /** The number of TCP connections that were ever accepted. Called by the accepting selector thread. */
    long accepted() {
        return accepted;
    }

    /** The number of open TCP connections. Any thread may call. */
    public int open() {
        return open.get();
    }
}
