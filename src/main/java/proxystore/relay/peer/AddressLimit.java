package proxystore.relay.peer;

import proxystore.relay.limit.NetworkAddress;

/** Bounds the open connections of each {@link NetworkAddress}. Shared by all connections and threads; nothing in it blocks. */
final class AddressLimit {
    private final ConnectionCounts open;

    /**
     * A limit without any connections.
     *
     * @param max the number of connections that an address may have open at a time; 0 for any number
     */
    AddressLimit(int max) {
        this.open = new ConnectionCounts(max);
    }

    /**
     * Counts a connection that has opened.
     *
     * @param remoteAddress as in {@link Transport#remoteAddress}; its port does not matter
     * @return whether the limit allows it; the connection is counted even if not
     */
    boolean acquire(String remoteAddress) {
        return open.acquire(NetworkAddress.of(remoteAddress));
    }

    /** Ends the counting of a connection for which {@link #acquire} was called. */
    void release(String remoteAddress) {
        open.release(NetworkAddress.of(remoteAddress));
    }

    /** See {@link ConnectionCounts#change}. */
    void change(int max) {
        open.change(max);
    }
}
