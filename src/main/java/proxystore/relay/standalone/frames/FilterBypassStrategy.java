package proxystore.relay.standalone.frames;

import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.IOEvent;
import org.glassfish.grizzly.nio.transport.TCPNIOConnection;
import org.glassfish.grizzly.ssl.SSLUtils;
import proxystore.relay.standalone.process.LastResort;

/**
 * Reads and writes WebSockets without Grizzly's filters, which serve HTTP and cost CPU for every message. Not for TLS,
 * which is a filter. Grizzly still performs handshakes and closes, and completes the writes that the socket takes in parts.
 *
 * <p>Its only state is one buffer per selector thread, which reads its own connections. Any thread may use a writer.
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

    /**
     * Writes to a socket: without the filters with TLS, and without TLS if its reads bypass them.
     *
     * @param sendBufferBytes the socket's send buffer; 0 for the system's
     */
    static FrameSocket writerOf(Connection<?> socket, int sendBufferBytes) {
        if (!(socket instanceof TCPNIOConnection tcp)) {
            return FrameSocket.throughFilters(socket);
        }
        if (sendBufferBytes > 0) {
            limitSendBuffer(tcp, sendBufferBytes);
        }
        SSLEngine tls = SSLUtils.getSSLEngine(tcp);
        if (tls != null) {
            return new TlsSocket(tcp, tls);
        }
        return tcp.getTransport().getIOStrategy() instanceof FilterBypassStrategy
                ? new PlainSocket(tcp)
                : FrameSocket.throughFilters(tcp);
    }

    /** Grizzly itself only enlarges send buffers. */
    private static void limitSendBuffer(TCPNIOConnection socket, int bytes) {
        try {
            ((SocketChannel) socket.getChannel()).setOption(StandardSocketOptions.SO_SNDBUF, bytes);
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, () -> "The send buffer of " + socket + " keeps its size: " + e);
        }
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
