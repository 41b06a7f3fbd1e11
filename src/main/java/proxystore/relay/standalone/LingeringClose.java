package proxystore.relay.standalone;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.glassfish.grizzly.Connection;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;

/**
 * The end of one WebSocket's TCP connection: when both sides have sent their close frames, or the peer has had its time
 * (RFC 6455, section 7.1.1). Tyrus would close it right behind its own frame. A TCP connection that is closed with data
 * unread is reset, and a reset may overtake the close frame: a peer in the middle of a message that is too long, or a
 * proxy between, would see the connection break and never learn why.
 *
 * <p>Any thread may call.
 */
final class LingeringClose {
    private static final Logger LOGGER = System.getLogger(LingeringClose.class.getName());

    private final Connection<?> socket;
    private final Writer writer;
    private final OpenSockets sockets;
    /** Whether one side has closed; whoever finds it set is the second. */
    private final AtomicBoolean half = new AtomicBoolean();
    /** Set once by the peer's close, once by ours. */
    private final AtomicBoolean peer = new AtomicBoolean();

    private final AtomicBoolean ours = new AtomicBoolean();
    /** The end of the peer's time; null as long as it is not waited for. */
    private volatile @Nullable Future<?> cut;

    LingeringClose(Connection<?> socket, Writer writer, OpenSockets sockets) {
        this.socket = socket;
        this.writer = writer;
        this.sockets = sockets;
    }

    /** The peer's close frame has come. */
    void peerCloses() {
        if (!peer.getAndSet(true) && half.getAndSet(true)) {
            end();
        }
    }

    /** Our close frame has been handed to the writer, or cannot be. */
    void close() {
        if (ours.getAndSet(true)) {
            return;
        }
        if (half.getAndSet(true)) {
            end();
        } else {
            cut = sockets.cutLater(socket);
        }
    }

    private void end() {
        Future<?> later = cut;
        if (later != null) {
            later.cancel(false);
        }
        try {
            writer.close();
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, () -> "Closing " + socket + " failed: " + e);
        }
    }
}
