package proxystore.relay.standalone;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
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

    private static final int PEER = 1;
    private static final int OURS = 2;

    private final Connection<?> socket;
    private final Writer writer;
    private final OpenSockets sockets;
    /** {@link #PEER} and {@link #OURS}, each set once; whoever adds the second ends the connection. */
    private final AtomicInteger closed = new AtomicInteger();
    /** The end of the peer's time; null as long as it is not waited for. */
    private volatile @Nullable Future<?> cut;

    LingeringClose(Connection<?> socket, Writer writer, OpenSockets sockets) {
        this.socket = socket;
        this.writer = writer;
        this.sockets = sockets;
    }

    /** The peer's close frame has come. */
    void peerCloses() {
        if (add(PEER) == OURS) {
            end();
        }
    }

    /** Our close frame has been handed to the writer, or cannot be. */
    void close() {
        switch (add(OURS)) {
            case 0 -> cut = sockets.cutLater(socket);
            case PEER -> end();
            default -> {} // a second time
        }
    }

    /** Returns who had closed before. */
    private int add(int side) {
        return closed.getAndUpdate(sides -> sides | side);
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
