package proxystore.relay.peer;

import proxystore.relay.auth.User;

/**
 * Bounds the registered connections of each user. The anonymous user of a relay without authentication has no limit. Shared
 * by all connections and threads; nothing in it blocks.
 */
final class UserLimit {
    private final ConnectionCounts registered;

    /**
     * A limit without any connections.
     *
     * @param max the number of registered connections that a user may have at a time; 0 for any number
     */
    UserLimit(int max) {
        this.registered = new ConnectionCounts(max);
    }

    /**
     * Counts a connection of a user.
     *
     * @return whether the limit allows it; the connection is counted even if not
     */
    boolean acquire(User user) {
        return !isCounted(user) || registered.acquire(user.id());
    }

    /** Ends the counting of a connection for which {@link #acquire} was called. */
    void release(User user) {
        if (isCounted(user)) {
            registered.release(user.id());
        }
    }

    private static boolean isCounted(User user) {
        return !user.equals(User.ANONYMOUS);
    }

    /** See {@link ConnectionCounts#change}. */
    void change(int max) {
        registered.change(max);
    }
}
