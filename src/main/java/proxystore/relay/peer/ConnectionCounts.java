package proxystore.relay.peer;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Bounds the connections of each owner, such as an address or a user. Shared by all threads; nothing in it blocks. */
final class ConnectionCounts {
    private final int max;
    /** The number of connections per owner; owners without any are absent. */
    private final ConcurrentMap<String, Integer> counts = new ConcurrentHashMap<>();

    /** Counts up to a number of connections for each owner, which is not 0. */
    ConnectionCounts(int max) {
        this.max = max;
    }

    /** Counts a connection; returns whether the limit allows it. It is counted even if not. */
    boolean acquire(String owner) {
        return counts.merge(owner, 1, Integer::sum) <= max;
    }

    /** Ends the counting of a connection for which {@link #acquire} was called. */
    void release(String owner) {
        counts.computeIfPresent(owner, (same, count) -> count == 1 ? null : count - 1);
    }
}
