package proxystore.relay.bench;

import org.jspecify.annotations.Nullable;

/** What a {@link Mode} does. Called by one thread; none of its methods waits for the relay but {@link #open}. */
interface Load {
    /**
     * Opens the connections that are there from the beginning.
     *
     * @throws BenchException if one of them does not come about
     */
    void open() throws BenchException, InterruptedException;

    /** Begins. */
    void start();

    /** Begins nothing new. */
    void stop();

    /** Messages and sessions that are under way. */
    long underWay();

    /** Has connections that are silent looked at; called every second. */
    default void probe() {}

    /** Why the load is over before its time; null while it is not. */
    @Nullable
    String over();

    /** Counts what is still under way as lost, if it is to count, and closes every connection, within a bounded time. */
    void close(boolean counting) throws InterruptedException;
}
