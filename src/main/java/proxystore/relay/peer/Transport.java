package proxystore.relay.peer;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.EncodedMessage;

/** One open WebSocket, as the relay uses it. The endpoint implements it over the container's session. */
public interface Transport {
    /** Receives one report of the end of a send, possibly on the sending thread before {@link #send} returns. */
    interface SendListener {
        /**
         * The send ended.
         *
         * @param failure why not all of the text was handed to the kernel, so that the peer cannot have it; null if all of it
         *     was
         */
        void sent(@Nullable Throwable failure);

        /**
         * The send failed, but the peer may have received the text: its bytes were being written when the failure was
         * reported, and the transport does not know how many of them the kernel has taken.
         */
        void uncertain(Throwable failure);
    }

    /** Sends a text message without blocking. The caller waits for the listener before it sends again. */
    void send(EncodedMessage text, SendListener listener);

    /** Flushes a deferred text, because another one follows. Never blocks. */
    default void flush() {}

    /** Whether {@link #ping} never blocks. */
    default boolean pingsAtOnce() {
        return false;
    }

    /** Whether {@link #suspendReading} has an effect. */
    default boolean canSuspendReading() {
        return false;
    }

    /**
     * Reads nothing more for this time, so that TCP makes the peer wait; what has been read is still passed on. A close ends it.
     * Called by the thread that reads the connection, also while reading is suspended: the later end counts. Never blocks.
     */
    default void suspendReading(Duration time) {}

    /** Whether reading is suspended. */
    default boolean isReadingSuspended() {
        return false;
    }

    /**
     * Sends a ping (RFC 6455, section 5.5.2). May block, unless {@link #pingsAtOnce}.
     *
     * @throws IOException if the connection is gone
     */
    void ping() throws IOException;

    /** Starts the closing handshake (RFC 6455, section 7.1.2). May block; the transport handles errors. */
    void close(CloseStatus status);

    /**
     * Closes as {@link #close} does on the calling thread, if the container needs that and this thread reads the connection.
     *
     * @return whether it has closed
     */
    default boolean closeWhileReading(CloseStatus status) {
        return false;
    }

    /**
     * Closes a refused connection: as {@link #close}, and cuts a peer that does not answer in time.
     *
     * @param patience the time that the peer has to answer; some containers wait for no answer
     */
    default void refuse(CloseStatus status, Duration patience) {
        close(status);
    }

    /** Cuts the TCP connection and frees the unsent data. May block; idempotent. */
    void terminate();

    /** Runs a short task once the TCP connection is gone; at once in a container that does not report that. */
    default void whenGone(Runnable task) {
        task.run();
    }

    /** The peer's address and port as logs show them. */
    String remoteAddress();
}
