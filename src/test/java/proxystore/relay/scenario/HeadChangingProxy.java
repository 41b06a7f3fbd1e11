package proxystore.relay.scenario;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** A way to a relay that changes the head of each request, as some reverse proxies do. */
final class HeadChangingProxy implements AutoCloseable {
    private final int relayPort;
    private final UnaryOperator<String> change;
    private final ServerSocket listener;

    /** A proxy on a free loopback port; {@code change} gets each head, with its line ends. */
    HeadChangingProxy(int relayPort, UnaryOperator<String> change) throws IOException {
        this.relayPort = relayPort;
        this.change = change;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** The address of the relay's welcome page through this proxy. */
    URI page() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
    }

    private interface HeadPassing {
        void pass() throws IOException;
    }

    /** Ends with the sockets that it copies between. */
    private static void start(HeadPassing passing) {
        Thread thread = new Thread(
                () -> {
                    try {
                        passing.pass();
                    } catch (IOException e) {
                        // One of the sockets has been closed.
                    }
                },
                "head-changing-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            Socket relay = new Socket(InetAddress.getLoopbackAddress(), relayPort);
            start(() -> {
                try (client) {
                    relay.getInputStream().transferTo(client.getOutputStream());
                }
            });
            start(() -> {
                try (relay) {
                    String head = change.apply(head(client.getInputStream()));
                    relay.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
                    client.getInputStream().transferTo(relay.getOutputStream());
                }
            });
        }
    }

    private static String head(InputStream client) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = client.read();
            if (next < 0) {
                throw new IOException("the client has ended the connection");
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
