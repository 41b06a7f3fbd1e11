package proxystore.relay.standalone.frames;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicInteger;
import org.glassfish.grizzly.Connection;
import org.glassfish.tyrus.spi.Writer;

/**
 * Closes the TCP connection of one WebSocket once both sides have sent their close frames and everything is written, or
 * when the peer's time since the first close frame is over (RFC 6455, section 7.1.1). Tyrus would close it right after
 * its own frame. TCP resets a connection that is closed with data unread, and a reset may overtake the close frame: a
 * peer in the middle of a message that is too long, or a proxy, would not learn the reason.
 *
 * <p>Any thread may call.
 */
final class TcpClose {
    private static final Logger LOGGER = System.getLogger(TcpClose.class.getName());

    private static final int PEER = 1;
    private static final int OURS = 2;

    private final Connection<?> socket;
    private final Writer writer;
    private final CloseScheduler scheduler;
    /** {@link #PEER} and {@link #OURS}, each set once; the first starts the peer's time, the second ends the connection. */
    private final AtomicInteger closed = new AtomicInteger();

    TcpClose(Connection<?> socket, Writer writer, CloseScheduler scheduler) {
        this.socket = socket;
        this.writer = writer;
        this.scheduler = scheduler;
    }

    /** Records that the peer's close frame has arrived. */
    void peerCloses() {
        add(PEER);
    }

    /** Records that our close frame has been handed to the writer, or cannot be. */
    void close() {
        add(OURS);
    }

    private void add(int side) {
        int before = closed.getAndUpdate(sides -> sides | side);
        if (before == 0) {
            scheduler.cutLater(socket);
        } else if (before != (before | side)) {
            end();
        }
    }

    /** Grizzly closes only after pending data is sent; if the peer does not read, only the forced cut frees the socket. */
    private void end() {
        try {
            writer.close();
        } catch (IOException e) {
            LOGGER.log(Level.DEBUG, () -> "Closing " + socket + " failed: " + e);
        }
    }
}
