package proxystore.relay.endpoint;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import proxystore.relay.Relay;
import proxystore.relay.auth.User;

/**
 * One opening handshake: what the endpoint has to know about it and the Jakarta API does not tell. A filter of the
 * container puts it in place for the time that the handshake takes, on the thread that does it; it then travels in the
 * session's user properties (Jakarta WebSocket 2.1, section 3.1.7), so each deployment meets its own relay.
 *
 * @param relay the relay of the deployment that the handshake is made with
 * @param remoteAddress the client's address for logs, with its port unless a proxy does not tell it
 * @param user the user that the servlet container authenticated; empty if it did not
 * @param wire what the container adds to the connection
 */
public record HandshakeContext(Relay relay, String remoteAddress, Optional<User> user, TransportDecorator wire) {
    private static final ThreadLocal<@Nullable HandshakeContext> CURRENT = new ThreadLocal<>();

    /** An opening in a container that authenticates nobody. */
    public HandshakeContext(Relay relay, String remoteAddress, TransportDecorator wire) {
        this(relay, remoteAddress, Optional.empty(), wire);
    }

    /** The time that a handshake takes; ends where it began. */
    public interface Scope extends AutoCloseable {
        @Override
        void close();
    }

    /** Puts this in place on the current thread, until the scope is closed. */
    public Scope enter() {
        relay.handshakeBegins();
        CURRENT.set(this);
        return () -> {
            CURRENT.remove();
            relay.handshakeEnds();
        };
    }

    /** What is in place on the current thread; null if nothing is. */
    public static @Nullable HandshakeContext current() {
        return CURRENT.get();
    }

    /** An address and port as logs show them; IPv6 in brackets (RFC 3986, section 3.2.2). */
    public static String address(String host, int port) {
        return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
}
