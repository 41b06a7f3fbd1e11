package proxystore.relay.standalone.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.UUID;

/**
 * Initialises the JDK classes that open files or load native libraries when a connection first needs them. The relay runs it
 * before it listens, while file descriptors are free: a class whose initialiser fails once stays unusable.
 */
final class EarlyInitialisation {
    private EarlyInitialisation() {}

    /**
     * Accepts, reads, writes and closes one connection over loopback, and draws random bytes.
     *
     * @throws IOException if the system refuses what every connection needs, such as a file descriptor
     */
    static void run() throws IOException {
        try {
            connectOnce();
            UUID unusedUuid = UUID.randomUUID();
            // With a class-data archive the class loader may not have opened the jar yet; it keeps it open.
            URL unusedUrl = EarlyInitialisation.class.getResource("EarlyInitialisation.class");
        } catch (LinkageError e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("the JVM cannot initialise a class: " + cause.getMessage(), e);
        }
    }

    private static void connectOnce() throws IOException {
        try (Selector selector = Selector.open();
                ServerSocketChannel listening = ServerSocketChannel.open()) {
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel client = SocketChannel.open(listening.getLocalAddress());
                    SocketChannel server = listening.accept()) {
                server.setOption(StandardSocketOptions.TCP_NODELAY, true);
                client.write(ByteBuffer.wrap(new byte[1]));
                server.read(ByteBuffer.allocate(1));
                server.configureBlocking(false);
                server.register(selector, 0);
            }
        }
    }
}
