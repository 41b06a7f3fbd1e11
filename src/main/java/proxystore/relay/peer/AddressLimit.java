package proxystore.relay.peer;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Bounds the open connections of each IP address. Shared by all connections and threads; nothing in it blocks. */
public final class AddressLimit {
    private final int max;
    /** The number of open connections per address; addresses without any are absent. */
    private final ConcurrentMap<String, Integer> open = new ConcurrentHashMap<>();

    /**
     * A limit without any connections.
     *
     * @param max the number of connections that an address may have open at a time; 0 for any number
     */
    public AddressLimit(int max) {
        this.max = max;
    }

    /**
     * Counts a connection that has opened.
     *
     * @param remoteAddress as in {@link Transport#remoteAddress}; its port does not matter
     * @return whether the limit allows it; the connection is counted even if not
     */
    boolean acquire(String remoteAddress) {
        return max == 0 || open.merge(host(remoteAddress), 1, Integer::sum) <= max;
    }

    /** Ends the counting of a connection for which {@link #acquire} was called. */
    void release(String remoteAddress) {
        if (max != 0) {
            open.computeIfPresent(host(remoteAddress), (host, count) -> count == 1 ? null : count - 1);
        }
    }

    /** {@code 192.0.2.1:80}, {@code [2001:db8::1]:80} or, if a proxy does not report the port, either without it. */
    static String host(String remoteAddress) {
        int colon = remoteAddress.lastIndexOf(':');
        if (remoteAddress.startsWith("[")) {
            return remoteAddress.substring(1, remoteAddress.indexOf(']'));
        }
        return colon == remoteAddress.indexOf(':') && colon >= 0 ? remoteAddress.substring(0, colon) : remoteAddress;
    }
}
