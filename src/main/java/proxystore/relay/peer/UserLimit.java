package proxystore.relay.peer;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import proxystore.relay.auth.User;

/**
 * Bounds the registered connections of each user. The anonymous user of a relay without authentication has no limit. Shared
 * by all connections and threads; nothing in it blocks.
 */
final class UserLimit {
    private final int max;
    /** The number of registered connections per user; users without any are absent. */
    private final ConcurrentMap<String, Integer> registered = new ConcurrentHashMap<>();

    /**
     * A limit without any connections.
     *
     * @param max the number of registered connections that a user may have at a time; 0 for any number
     */
    UserLimit(int max) {
        this.max = max;
    }

    /**
     * Counts a connection of a user.
     *
     * @return whether the limit allows it; the connection is counted even if not
     */
    boolean acquire(User user) {
        return !isCounted(user) || registered.merge(user.id(), 1, Integer::sum) <= max;
    }

    /** Ends the counting of a connection for which {@link #acquire} was called. */
    void release(User user) {
        if (isCounted(user)) {
            registered.computeIfPresent(user.id(), (id, count) -> count == 1 ? null : count - 1);
        }
    }

    private boolean isCounted(User user) {
        return max != 0 && !user.equals(User.ANONYMOUS);
    }
}
