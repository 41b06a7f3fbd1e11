package proxystore.relay.standalone.server;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.glassfish.grizzly.nio.ChannelConfigurator;
import org.glassfish.grizzly.nio.NIOTransport;

/**
 * Sets the options of the listening socket, and the only one that an accepted socket needs. Grizzly sets five more with each
 * connection, to what they are or to no effect: the relay's own pings find dead peers, and its sockets never block.
 */
final class SocketOptions implements ChannelConfigurator {
    private final boolean reusePort;

    /**
     * Options of a transport.
     *
     * @param reusePort whether other processes of the same user may listen on the port, too
     */
    SocketOptions(boolean reusePort) {
        this.reusePort = reusePort;
    }

    /**
     * Called before the listening socket is bound, and when a connection has been accepted.
     *
     * @throws IOException also if the system has no SO_REUSEPORT
     */
    @Override
    public void preConfigure(NIOTransport transport, SelectableChannel channel) throws IOException {
        channel.configureBlocking(false);
        if (channel instanceof ServerSocketChannel listening) {
            listening.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            if (reusePort) {
                setReusePort(listening);
            }
        } else if (channel instanceof SocketChannel accepted) {
            accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    private static void setReusePort(ServerSocketChannel listening) throws IOException {
        if (!listening.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT)) {
            throw new IOException("standalone.socket: this system has no SO_REUSEPORT");
        }
        listening.setOption(StandardSocketOptions.SO_REUSEPORT, true);
    }

    @Override
    public void postConfigure(NIOTransport transport, SelectableChannel channel) {}
}
