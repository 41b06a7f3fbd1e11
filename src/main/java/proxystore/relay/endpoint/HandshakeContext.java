package proxystore.relay.endpoint;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import proxystore.relay.Relay;
import proxystore.relay.auth.User;

/**
 * What the endpoint needs to know of one opening handshake and the Jakarta API does not say. A filter of the container sets
 * it on the handshake's thread for the duration of the handshake. The configurator copies it to the session's user
 * properties (Jakarta WebSocket 2.1, section 3.1.7), so each deployment uses its own relay.
 *
 * @param relay the relay of the deployment
 * @param remoteAddress the client's address for logs, with its port unless a proxy does not report it
 * @param user the user that the servlet container authenticated; empty if it did not
 * @param decorator changes the transport of the connection
 */
public record HandshakeContext(Relay relay, String remoteAddress, Optional<User> user, TransportDecorator decorator) {
    private static final ThreadLocal<@Nullable HandshakeContext> CURRENT = new ThreadLocal<>();

    /** A handshake in a container that authenticates no users. */
    public HandshakeContext(Relay relay, String remoteAddress, TransportDecorator decorator) {
        this(relay, remoteAddress, Optional.empty(), decorator);
    }

    /** The duration of a handshake; closed on the thread that entered it. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** Sets this as the current handshake of the calling thread, until the scope is closed. */
    public Scope enter() {
        relay.handshakeBegins();
        CURRENT.set(this);
        return () -> {
            CURRENT.remove();
            relay.handshakeEnds();
        };
    }

    /** The current handshake of the calling thread; null if there is none. */
    public static @Nullable HandshakeContext current() {
        return CURRENT.get();
    }

    /** An address and port as logs show them; IPv6 in brackets (RFC 3986, section 3.2.2). */
    public static String address(String host, int port) {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
