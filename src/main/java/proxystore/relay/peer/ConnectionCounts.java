package proxystore.relay.peer;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Bounds the connections of each owner, such as an address or a user. Shared by all threads; nothing in it blocks. */
final class ConnectionCounts {
    /** 0 for any number; changes while connections are counted. */
    private volatile int max;
    /** The number of connections per owner; owners without any are absent. */
    private final ConcurrentMap<String, Integer> counts = new ConcurrentHashMap<>();

    /** Counts up to a number of connections for each owner; 0 for any number. */
    ConnectionCounts(int max) {
        this.max = max;
    }

    /** Counts a connection; returns whether the limit allows it. It is counted even if not. */
    boolean acquire(String owner) {
        int number = counts.merge(owner, 1, Integer::sum);
        int limit = max;
        return number <= limit || limit == 0;
    }

    /** Sets the limit from now on. Connections that are open stay open. */
    void change(int max) {
        this.max = max;
    }

    /** Ends the counting of a connection for which {@link #acquire} was called. */
    void release(String owner) {
        counts.computeIfPresent(owner, (same, count) -> count == 1 ? null : count - 1);
    }
}
