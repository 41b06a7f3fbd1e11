package proxystore.relay.bench;

import org.jspecify.annotations.Nullable;

/** The load of a {@link Mode}. Called by one thread. Only {@link #open} and {@link #close} wait for the relay. */
interface Load {
    /**
     * Opens the first connections.
     *
     * @throws BenchException if one of them fails
     */
    void open() throws BenchException, InterruptedException;

    /** Starts the load. */
    void start();

    /** Starts no further message, session or connection. */
    void stop();

    /** The number of messages, sessions and handshakes in flight. */
    long inFlight();

    /** Checks silent connections; called every second. */
    default void probe() {}

    /** Why the load has ended early; null while it has not. */
    @Nullable
    String endReason();

    /**
     * Closes every connection within a bounded time.
     *
     * @param counting whether messages and sessions in flight count as lost
     */
    void close(boolean counting) throws InterruptedException;
}
