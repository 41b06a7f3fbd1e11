package proxystore.relay.standalone.frames;

import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.IOEvent;
import org.glassfish.grizzly.nio.transport.TCPNIOConnection;
import proxystore.relay.standalone.process.LastResort;

/**
 * Reads WebSockets without Grizzly's filters, which serve HTTP and cost CPU for every message. Not for TLS, which is a filter.
 * Grizzly still performs handshakes and closes. {@link FrameSocket} writes.
 *
 * <p>Its only state is one buffer per selector thread, which reads its own connections.
 */
@SuppressWarnings("rawtypes") // as Grizzly declares it
public final class FilterBypassStrategy extends AcceptBackoffStrategy {
    private static final Logger LOGGER = System.getLogger(FilterBypassStrategy.class.getName());

    /** Bytes that one read takes at most; the next selection reports the rest. */
    private static final int RECEIVED_BYTES = 64 * 1024;

    /** The buffer of each selector thread; empty between two reads. */
    private static final ThreadLocal<ByteBuffer> RECEIVED =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(RECEIVED_BYTES));

    /** The strategy of one transport, of which the limit is a probe. */
    public FilterBypassStrategy(LastResort lastResort, AcceptLimit limit) {
        super(lastResort, limit);
    }

    @Override
    public boolean executeIoEvent(Connection connection, IOEvent event, boolean enabled) throws IOException {
        FrameTransport frames = event == IOEvent.READ && enabled ? WebSocketReadFilter.framesOf(connection) : null;
        if (frames == null) {
            return super.executeIoEvent(connection, event, enabled);
        }
        read((TCPNIOConnection) connection, frames);
        return true;
    }

    private static void read(TCPNIOConnection socket, FrameTransport frames) {
        try {
            ByteBuffer received = RECEIVED.get().clear();
            if (((SocketChannel) socket.getChannel()).read(received) < 0) {
                throw new EOFException("its peer has closed it");
            }
            frames.handle(received.flip());
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, () -> socket + " has ended: " + e);
            socket.terminateWithReason(e);
        } catch (RuntimeException | Error e) {
            // Ends this connection only, as Grizzly's filters would.
            LOGGER.log(Level.WARNING, socket + " is closed: handling what it sent failed", e);
            socket.closeSilently();
        }
    }
}
