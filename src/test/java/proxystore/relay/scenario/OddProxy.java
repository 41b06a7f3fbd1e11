package proxystore.relay.scenario;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import proxystore.relay.standalone.frames.ClientFrames;
import proxystore.relay.standalone.server.RawClient;

/** A way to a relay on which pages arrive, and odd things happen to WebSockets. */
final class OddProxy implements AutoCloseable {
    private static final int CLOSE_CODE_BYTES = 2;

    private final RequestFate fate;
    private final ServerSocket listener;

    private OddProxy(RequestFate fate) throws IOException {
        this.fate = fate;
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    /** What happens to a request whose head has been read. */
    private interface RequestFate {
        void befall(String head, Socket client) throws IOException;
    }

    /** What happens to a WebSocket after its handshake. */
    private interface OpenWebSocket {
        void run(Socket client) throws IOException;
    }

    private interface Passing {
        void pass() throws IOException;
    }

    /** A proxy on a free loopback port that changes the head of each request. */
    static OddProxy changing(int relayPort, UnaryOperator<String> change) throws IOException {
        return new OddProxy((head, client) -> forward(change.apply(head), client, relayPort));
    }

    /** Opens WebSockets itself, and closes each with this code after the first message. */
    static OddProxy closing(int relayPort, int code, String reason) throws IOException {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = ByteBuffer.allocate(CLOSE_CODE_BYTES + text.length)
                .putShort((short) code)
                .put(text)
                .array();
        byte[] frame = ClientFrames.frame(ClientFrames.FIN | ClientFrames.CLOSE, payload.length, payload, false);
        return opening(relayPort, client -> {
            client.getInputStream().read();
            client.getOutputStream().write(frame);
            client.shutdownOutput(); // a browser waits for it
            client.getInputStream().transferTo(OutputStream.nullOutputStream());
        });
    }

    /** Opens WebSockets itself, and cuts each after the first message. */
    static OddProxy cutting(int relayPort) throws IOException {
        return opening(relayPort, client -> client.getInputStream().read());
    }

    /** Opens WebSockets itself, and answers no message. */
    static OddProxy silent(int relayPort) throws IOException {
        return opening(relayPort, client -> client.getInputStream().transferTo(OutputStream.nullOutputStream()));
    }

    private static OddProxy opening(int relayPort, OpenWebSocket opened) throws IOException {
        return new OddProxy((head, client) -> {
            if (!head.contains("Upgrade: websocket\r\n")) {
                forward(head, client, relayPort);
                return;
            }
            Handshake.accept(
                    new ByteArrayInputStream(head.getBytes(StandardCharsets.ISO_8859_1)), client.getOutputStream());
            opened.run(client);
        });
    }

    /** The address of the relay's welcome page through this proxy. */
    URI page() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
    }

    private static void start(Passing passing) {
        Thread thread = new Thread(
                () -> {
                    try {
                        passing.pass();
                    } catch (IOException e) {
                        // One of the sockets has been closed.
                    }
                },
                "odd-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = listener.accept();
            start(() -> {
                try (client) {
                    fate.befall(RawClient.readHead(client), client);
                }
            });
        }
    }

    /** Ends with the sockets that it copies between. */
    private static void forward(String head, Socket client, int relayPort) throws IOException {
        try (Socket relay = new Socket(InetAddress.getLoopbackAddress(), relayPort)) {
            relay.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            start(() -> client.getInputStream().transferTo(relay.getOutputStream()));
            relay.getInputStream().transferTo(client.getOutputStream());
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
