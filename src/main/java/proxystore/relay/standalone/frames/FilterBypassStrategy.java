package proxystore.relay.standalone.frames;

import java.io.EOFException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.IOEvent;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.asyncqueue.WritableMessage;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.transport.TCPNIOConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;
import proxystore.relay.standalone.process.LastResort;

/**
 * The short way between a WebSocket's socket and its {@link FastPathFrames}, past Grizzly's filters: they are HTTP's, and
 * each keeps something for each connection that has to come into the processor's cache for every message. Not for TLS,
 * which is a filter. Handshakes, the rest of a write that the socket did not take whole, and ends stay Grizzly's.
 *
 * <p>Without state but a buffer for each selector thread, which reads its own connections; writers are called by whoever
 * sends.
 */
@SuppressWarnings("rawtypes") // as Grizzly declares it
public final class FilterBypassStrategy extends AcceptBackoffStrategy {
    private static final Logger LOGGER = System.getLogger(FilterBypassStrategy.class.getName());

    /** One read takes no more; what is left shows at the next selection. */
    private static final int RECEIVED_BYTES = 64 * 1024;

    /** Each selector thread's own, empty between two reads. */
    private static final ThreadLocal<ByteBuffer> RECEIVED =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(RECEIVED_BYTES));

    /** For one transport. */
    public FilterBypassStrategy(LastResort lastResort) {
        super(lastResort);
    }

    /** What to write to a socket with: past the filters if it is read past them, else what Tyrus writes with. */
    static Writer writer(Connection<?> socket, Writer tyrus) {
        return socket instanceof TCPNIOConnection plain
                        && plain.getTransport().getIOStrategy() instanceof FilterBypassStrategy
                ? new SocketWriter(plain)
                : tyrus;
    }

    @Override
    public boolean executeIoEvent(Connection connection, IOEvent event, boolean enabled) throws IOException {
        FastPathFrames frames = event == IOEvent.READ && enabled ? WebSocketReadFilter.framesOf(connection) : null;
        if (frames == null) {
            return super.executeIoEvent(connection, event, enabled);
        }
        read((TCPNIOConnection) connection, frames);
        return true;
    }

    private static void read(TCPNIOConnection socket, FastPathFrames frames) {
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
            // One connection's loss; the selector goes on with the others, as behind Grizzly's filters.
            LOGGER.log(Level.WARNING, "What " + socket + " sent cannot be handled; it is closed", e);
            socket.closeSilently();
        }
    }

    private static final class SocketWriter extends Writer {
        private final TCPNIOConnection socket;

        SocketWriter(TCPNIOConnection socket) {
            this.socket = socket;
        }

        @Override
        public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> completion) {
            TCPNIOTransport transport = (TCPNIOTransport) socket.getTransport();
            Buffer message = Buffers.wrap(transport.getMemoryManager(), frame);
            transport
                    .getAsyncQueueIO()
                    .getWriter()
                    .write(
                            socket,
                            null,
                            message,
                            new EmptyCompletionHandler<WriteResult<WritableMessage, SocketAddress>>() {
                                @Override
                                public void completed(WriteResult<WritableMessage, SocketAddress> sent) {
                                    completion.completed(frame);
                                }

                                @Override
                                public void failed(Throwable failure) {
                                    completion.failed(failure);
                                }

                                @Override
                                public void cancelled() {
                                    completion.cancelled();
                                }
                            });
        }

        @Override
        public void close() {
            socket.closeSilently();
        }
    }
}
