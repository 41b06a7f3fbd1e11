package proxystore.relay.standalone.frames;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.Connection;
import org.glassfish.tyrus.spi.Writer;

/**
 * The end of one WebSocket's TCP connection: when both sides have closed and everything is sent, or the peer has had its
 * time since the first of them closed (RFC 6455, section 7.1.1). Tyrus would close it right behind its own frame. A TCP
 * connection that is closed with data unread is reset, and a reset may overtake the close frame: a peer in the middle of
 * a message that is too long, or a proxy between, would see the connection break and never learn why.
 *
 * <p>Any thread may call.
 */
final class TcpClose {
    private static final Logger LOGGER = System.getLogger(TcpClose.class.getName());

    private static final int PEER = 1;
    private static final int OURS = 2;

    private final Connection<?> socket;
    private final Writer writer;
    private final WebSocketTracker sockets;
    /** {@link #PEER} and {@link #OURS}, each set once; the first starts the peer's time, the second ends the connection. */
    private final AtomicInteger closed = new AtomicInteger();

    TcpClose(Connection<?> socket, Writer writer, WebSocketTracker sockets) {
        this.socket = socket;
        this.writer = writer;
        this.sockets = sockets;
    }

    /** The peer's close frame has come. */
    void peerCloses() {
        add(PEER);
    }

    /** Our close frame has been handed to the writer, or cannot be. */
    void close() {
        add(OURS);
    }

    private void add(int side) {
        int before = closed.getAndUpdate(sides -> sides | side);
        if (before == 0) {
            sockets.cutLater(socket);
        } else if (before != (before | side)) {
            end();
        }
    }

    /** Grizzly closes behind all that waits to be sent: of a peer that does not read, only the cut frees the socket. */
    private void end() {
        try {
            writer.close();
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, () -> "Closing " + socket + " failed: " + e);
        }
    }
}
