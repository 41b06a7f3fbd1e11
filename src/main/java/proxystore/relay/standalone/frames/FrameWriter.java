package proxystore.relay.standalone.frames;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.asyncqueue.WritableMessage;
import org.jspecify.annotations.Nullable;
import proxystore.relay.peer.Transport.SendListener;

/**
 * Writes all frames of one WebSocket, one at a time: the waiting pong first, then the ping, then the text, and the close
 * frame last (RFC 6455, section 5.5.1). The outbox passes the next text when the one before it has left. Of several pings
 * that arrive while a frame is being written only the last is answered (section 5.5.3), so at most four frames wait.
 *
 * <p>Any thread may call. A thread that finds no frame in flight writes, and continues until none waits or one has to wait
 * for the peer; then the thread that reports its end continues. The writer is its own lock, and neither the socket nor a
 * listener is called with the lock held.
 */
final class FrameWriter implements WriteCoalescingSelectorHandler.DeferredWrite {
    /** The listener of a frame whose end is of no interest. */
    private static final SendListener IGNORED = new SendListener() {
        @Override
        public void sent(@Nullable Throwable failure) {}

        @Override
        public void uncertain(Throwable failure) {}
    };

    private final FrameSocket socket;

    /** The frame that is being written; null if there is none. */
    @GuardedBy("this")
    private @Nullable OutgoingFrame inFlight;

    @GuardedBy("this")
    private @Nullable OutgoingFrame pong;

    @GuardedBy("this")
    private @Nullable OutgoingFrame ping;

    @GuardedBy("this")
    private @Nullable OutgoingFrame text;

    @GuardedBy("this")
    private @Nullable OutgoingFrame close;
    /** Why nothing more is accepted: a close frame was accepted or a write has failed; null before. */
    @GuardedBy("this")
    private @Nullable Throwable refusal;
    /** Whether a write has failed: the peer may have a part of that frame, so that no other can follow. */
    @GuardedBy("this")
    private boolean failed;

    FrameWriter(FrameSocket socket) {
        this.socket = socket;
    }

    /**
     * Accepts a text, which the next {@link #flush} writes. The caller waits for the end of each text before the next.
     *
     * @return whether it was accepted; if not, its listener has been notified
     */
    boolean text(ByteBuffer frame, SendListener listener) {
        OutgoingFrame accepted = new OutgoingFrame(frame, listener);
        Throwable refusal;
        synchronized (this) {
            refusal = this.refusal;
            if (refusal == null) {
                text = accepted;
            }
        }
        if (refusal != null) {
            listener.sent(refusal);
        }
        return refusal == null;
    }

    /** Writes a ping. */
    void ping(ByteBuffer frame) {
        OutgoingFrame accepted = new OutgoingFrame(frame, IGNORED);
        synchronized (this) {
            ping = refusal == null ? accepted : null;
        }
        flush();
    }

    /** Writes a pong; it replaces one that waits. */
    void pong(ByteBuffer frame) {
        OutgoingFrame accepted = new OutgoingFrame(frame, IGNORED);
        synchronized (this) {
            pong = refusal == null ? accepted : null;
        }
        flush();
    }

    /** Writes a close frame behind an accepted text and refuses all later frames. A second close frame is ignored. */
    void close(ByteBuffer frame, SendListener listener) {
        Throwable failure;
        synchronized (this) {
            if (refusal == null) {
                refusal = new IOException("The connection is being closed");
                close = new OutgoingFrame(frame, listener);
            }
            failure = failed ? refusal : null;
        }
        if (failure != null) {
            listener.sent(failure);
        } else {
            flush();
        }
    }

    /** Writes the waiting frames. If a frame is in flight, the thread that reports its end writes them. */
    @Override
    public void flush() {
        OutgoingFrame next = start();
        while (next != null && next.endsAtOnce()) {
            next = start();
        }
    }

    private synchronized @Nullable OutgoingFrame start() {
        if (inFlight == null) {
            inFlight = takeFirst();
            return inFlight;
        }
        return null;
    }

    @GuardedBy("this")
    private @Nullable OutgoingFrame takeFirst() {
        OutgoingFrame first = pong != null ? pong : ping != null ? ping : text != null ? text : close;
        if (first == pong) {
            pong = null;
        } else if (first == ping) {
            ping = null;
        } else if (first == text) {
            text = null;
        } else {
            close = null;
        }
        return first;
    }

    /**
     * Ends the frame in flight. Without effect on a frame that has ended before.
     *
     * @param failure why the kernel has not taken all of it; null if it has
     * @param uncertain whether the peer may have all of it although its write failed
     */
    private void settle(OutgoingFrame frame, @Nullable Throwable failure, boolean uncertain) {
        List<SendListener> unsent = List.of();
        synchronized (this) {
            if (inFlight != frame) {
                return;
            }
            inFlight = null;
            if (failure != null) {
                unsent = refuseAll(failure);
            }
        }
        if (failure != null && uncertain) {
            frame.listener.uncertain(failure);
        } else {
            frame.listener.sent(failure);
        }
        for (SendListener listener : unsent) {
            listener.sent(failure);
        }
    }

    /** Removes the waiting frames and returns the listeners of those that have one. */
    @GuardedBy("this")
    private List<SendListener> refuseAll(Throwable failure) {
        List<SendListener> unsent = new ArrayList<>();
        for (OutgoingFrame waiting = takeFirst(); waiting != null; waiting = takeFirst()) {
            unsent.add(waiting.listener);
        }
        refusal = failure;
        failed = true;
        return unsent;
    }

    /** One frame and its write. */
    private final class OutgoingFrame extends EmptyCompletionHandler<WriteResult<WritableMessage, SocketAddress>> {
        private final ByteBuffer bytes;
        private final SendListener listener;
        /** The thread within the socket's call; null before and after. Each thread writes only itself and null. */
        private @Nullable Thread writing;
        /** Whether the write ended within the socket's call. Owned by the calling thread, as the next two fields. */
        private boolean ended;
        /** As for {@link #settle}, if the write ended within the socket's call. */
        private @Nullable Throwable failure;
        /** As {@link #failure}. */
        private boolean uncertain;

        OutgoingFrame(ByteBuffer bytes, SendListener listener) {
            this.bytes = bytes;
            this.listener = listener;
        }

        /** Writes the frame; returns whether that has ended. If not, the thread that reports the end continues. */
        boolean endsAtOnce() {
            writing = Thread.currentThread();
            try {
                socket.write(bytes, this);
            } catch (RuntimeException e) {
                end(e, false); // not thrown on: the writing thread may belong to another connection
            } catch (Error e) {
                end(e, true);
            }
            writing = null;
            if (ended) {
                settle(this, failure, uncertain);
            }
            return ended;
        }

        @Override
        public void completed(WriteResult<WritableMessage, SocketAddress> sent) {
            end(null, false);
        }

        @Override
        public void failed(Throwable failure) {
            end(failure, false);
        }

        @Override
        public void cancelled() {
            end(new IOException("The send was cancelled"), false);
        }

        private void end(@Nullable Throwable failure, boolean uncertain) {
            if (writing != Thread.currentThread()) {
                settle(this, failure, uncertain);
                flush();
            } else if (!ended) {
                ended = true;
                this.failure = failure;
                this.uncertain = uncertain;
            }
        }
    }
}
