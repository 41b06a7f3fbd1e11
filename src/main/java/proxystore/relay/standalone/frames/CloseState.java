package proxystore.relay.standalone.frames;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.glassfish.grizzly.Connection;
import org.jspecify.annotations.Nullable;
import proxystore.relay.peer.Transport.SendListener;

/**
 * The end of one WebSocket: both close frames (RFC 6455, section 7.1.2), then the TCP connection (section 7.1.1). TCP is
 * closed once the peer's close frame has arrived and the kernel has taken ours, or when the peer's time since the first
 * close is over. TCP resets a connection that is closed with data unread, and a reset may overtake the close frame: a peer
 * in the middle of a message that is too long, or a proxy, would not learn the reason.
 *
 * <p>Any thread may call.
 */
final class CloseState {
    /** Stands for a close frame without a code (RFC 6455, section 7.1.5). */
    static final int NO_CODE = 1005;

    private static final int BEGUN = 1;
    private static final int PEER = 2;
    private static final int OURS = 4;

    private final Connection<?> socket;
    private final FrameWriter writer;
    private final CloseScheduler scheduler;
    /** {@link #BEGUN} starts the peer's time; {@link #PEER} and {@link #OURS} end the connection. Each is set once. */
    @GuardedBy("this")
    private int sides;

    CloseState(Connection<?> socket, FrameWriter writer, CloseScheduler scheduler) {
        this.socket = socket;
        this.writer = writer;
        this.scheduler = scheduler;
    }

    /** Whether a close frame may carry the code (RFC 6455, section 7.4, and IANA's registry). */
    static boolean mayBeSent(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }

    /** Sends a close frame behind an accepted text, unless one was sent before. */
    void close(ByteBuffer frame) {
        add(BEGUN);
        writer.close(frame, new CloseFrameSent());
    }

    /** Shortens the time that the peer has. */
    void limitTo(Duration patience) {
        scheduler.cutLater(socket, patience);
    }

    /** The peer's close frame has arrived. */
    void peerHasClosed() {
        add(BEGUN);
        add(PEER);
    }

    private void add(int side) {
        int before;
        int after;
        synchronized (this) {
            before = sides;
            after = before | side;
            sides = after;
        }
        if (before == after) {
            return;
        }
        if (side == BEGUN) {
            scheduler.cutLater(socket);
        } else if (after == (BEGUN | PEER | OURS)) {
            socket.closeSilently();
        }
    }

    private final class CloseFrameSent implements SendListener {
        @Override
        public void sent(@Nullable Throwable failure) {
            if (failure == null) {
                add(OURS);
            } else {
                socket.terminateSilently(); // nothing can be sent any more
            }
        }

        @Override
        public void uncertain(Throwable failure) {
            socket.terminateSilently();
        }
    }
}
