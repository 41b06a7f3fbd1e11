package proxystore.relay.cluster;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to subjects and subscribes to them, as NATS does: at most once, in the order of one publisher, to every subscriber,
 * the publisher included. Only the network's own thread calls methods other than {@link #isConnected}.
 */
interface MessageBus extends AutoCloseable {
    /**
     * Starts to connect, and connects again whenever the connection is lost.
     *
     * @param subjects subscribed before {@link #isConnected} is true for the first time
     */
    void open(Receiver receiver, List<String> subjects);

    /** Whether there is a connection, as far as is known. Any thread may ask. */
    boolean isConnected();

    /** Waits until the first attempt to connect has ended, in one way or the other, or the time is over. */
    default void awaitAttempt(Duration patience) {}

    /** The largest number of bytes of one message; 0 if there was no connection yet. */
    long maxPayload();

    /**
     * Publishes to all subscribers of a subject; waits a limited time if the queue of the connection is full.
     *
     * @param replyTo where answers go, and {@link Receiver#noResponders} if there is no subscriber; null for none
     * @return whether the message may be sent; false if it is certain that it never will
     */
    boolean publish(String subject, @Nullable String replyTo, byte[] data);

    /**
     * Subscribes. Without effect if it is subscribed. A subscription survives the loss of the connection.
     *
     * @return false if that failed and is to be tried again
     */
    boolean subscribe(String subject);

    /**
     * Ends a subscription; without effect if there is none.
     *
     * @return false if that failed and is to be tried again
     */
    boolean unsubscribe(String subject);

    /** Ends the connection and all threads. Idempotent. */
    @Override
    void close();

    /** Receives what arrives. Messages of one subject are received one at a time, in order. No method blocks or throws. */
    interface Receiver {
        /** A message of a subscribed subject. */
        void received(String subject, @Nullable String replyTo, byte[] data);

        /**
         * A published message had no subscriber.
         *
         * @param replyTo the subject to which its answers would have gone
         */
        void noResponders(String replyTo);

        /** The connection was made, for the first time or again; subscriptions are back. */
        void connected();

        /** The connection was lost. */
        void disconnected();
    }
}
