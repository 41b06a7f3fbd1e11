package proxystore.relay.endpoint;

import org.jspecify.annotations.Nullable;
import proxystore.relay.Relay;

/**
 * One opening handshake: what the endpoint has to know about it and the Jakarta API does not tell. A filter of the
 * container puts it in place for the time that the handshake takes, on the thread that does it; it then travels in the
 * session's user properties (Jakarta WebSocket 2.1, section 3.1.7), so each deployment meets its own relay.
 *
 * @param relay the relay of the deployment that the handshake is made with
 * @param remoteAddress the peer's address and port, for logs
 * @param cut cuts the TCP connection and frees its memory where the container gives a way to; null where it does not
 */
public record Opening(
        Relay relay, String remoteAddress, @Nullable Runnable cut) {
    private static final ThreadLocal<@Nullable Opening> CURRENT = new ThreadLocal<>();

    /** Something done while a handshake is in place. */
    public interface Handshake<T extends @Nullable Object, E extends Exception, F extends Exception> {
        T run() throws E, F;
    }

    /** Runs the handshake with this in place on the current thread. */
    public <T extends @Nullable Object, E extends Exception, F extends Exception> T during(Handshake<T, E, F> handshake)
            throws E, F {
        CURRENT.set(this);
        try {
            return handshake.run();
        } finally {
            CURRENT.remove();
        }
    }

    static @Nullable Opening current() {
        return CURRENT.get();
    }

    /** An address and port as logs show them; IPv6 in brackets (RFC 3986, section 3.2.2). */
    public static String address(String host, int port) {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
