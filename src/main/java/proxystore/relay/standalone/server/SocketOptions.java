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
    /** Called before the listening socket is bound, and when a connection has been accepted. */
    @Override
    public void preConfigure(NIOTransport transport, SelectableChannel channel) throws IOException {
        channel.configureBlocking(false);
        if (channel instanceof ServerSocketChannel listening) {
            listening.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        } else if (channel instanceof SocketChannel accepted) {
            accepted.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    @Override
    public void postConfigure(NIOTransport transport, SelectableChannel channel) {}
}
