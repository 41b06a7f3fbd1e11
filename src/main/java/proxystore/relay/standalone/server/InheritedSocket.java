package proxystore.relay.standalone.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import proxystore.relay.config.ListenConfig;
import proxystore.relay.config.ListeningSocket;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.standalone.process.StartFailure;

/**
 * A listening socket that is the process's standard input, as a socket unit of systemd passes it to a service with
 * {@code StandardInput=socket}.
 */
final class InheritedSocket {
    private InheritedSocket() {}

    /**
     * The address that the relay listens on: the configured one, or that of the inherited socket.
     *
     * @throws StartFailure if the configuration asks for an inherited socket, and there is none
     */
    static ListenConfig address(RelayConfig config) throws StartFailure {
        ListenConfig configured = config.listen();
        if (config.standalone().socket() != ListeningSocket.INHERITED) {
            return configured;
        }
        InetSocketAddress address = address();
        return new ListenConfig(
                address.getAddress().getHostAddress(), address.getPort(), configured.certfile(), configured.keyfile());
    }

    private static InetSocketAddress address() throws StartFailure {
        try {
            Channel inherited = System.inheritedChannel();
            if (inherited instanceof ServerSocketChannel listening
                    && listening.getLocalAddress() instanceof InetSocketAddress address) {
                return address;
            }
            throw new IOException("standard input is no listening TCP socket");
        } catch (IOException e) {
            throw StartFailure.cannotRun("standalone.socket is \"inherited\"", e);
        }
    }
}
