package proxystore.relay.standalone.server;

import java.lang.System.Logger;
import java.net.InetSocketAddress;
import org.glassfish.grizzly.Connection;
import proxystore.relay.Relay;
import proxystore.relay.endpoint.HandshakeContext;
import proxystore.relay.events.Refusal;

/**
 * Logs and counts connections that end before their request is read. The log names the connection's peer, which may be a
 * proxy. Bounded as {@link proxystore.relay.peer.RefusalLog} says.
 */
record FailedConnections(Relay relay) {
    private static final Logger LOGGER = System.getLogger(FailedConnections.class.getName());

    /**
     * Logs one failure.
     *
     * @param what what the client did, and the remedy; the line begins with the client's address
     */
    void log(Connection<?> connection, Refusal kind, String what) {
        String address = address(connection);
        relay.refused(LOGGER, kind, address, () -> address + " " + what);
    }

    private static String address(Connection<?> connection) {
        return connection.getPeerAddress() instanceof InetSocketAddress peer && peer.getAddress() != null
                ? HandshakeContext.address(peer.getAddress().getHostAddress(), peer.getPort())
                : "unknown address";
    }
}
