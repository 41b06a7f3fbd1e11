package proxystore.relay.scenario;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The way to a server over a network that can be interrupted. Meanwhile bytes and ends of connections wait, as if the network lost
 * them and TCP repeated them, and new connections are not answered.
 */
final class InterruptibleLink implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final int serverPort;
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    @GuardedBy("this")
    private boolean interrupted;

    InterruptibleLink(int serverPort) throws IOException {
        this.serverPort = serverPort;
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    synchronized void interrupt() {
        interrupted = true;
    }

    synchronized void restore() {
        interrupted = false;
        notifyAll();
    }

    private synchronized void awaitRestored() throws IOException {
        try {
            while (interrupted) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private interface Forwarding {
        void forward() throws IOException;
    }

    private static void start(Forwarding forwarding) {
        Thread thread = new Thread(
                () -> {
                    try {
                        forwarding.forward();
                    } catch (IOException e) {
                        // One of the sockets has been closed.
                    }
                },
                "interruptible-link");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            start(() -> connect(client));
        }
    }

    private void connect(Socket client) throws IOException {
        try (client) {
            awaitRestored();
            try (Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort)) {
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                start(() -> copy(client, server));
                copy(server, client);
            }
        }
    }

    /** Copies until one side ends; then both are closed. */
    private void copy(Socket from, Socket to) throws IOException {
        try {
            InputStream in = from.getInputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitRestored();
                to.getOutputStream().write(buffer, 0, read);
            }
        } finally {
            awaitRestored();
            from.close();
            to.close();
        }
    }

    /** Restores the network and takes no further connections. */
    @Override
    public void close() throws IOException {
        restore();
        listener.close();
    }
}
