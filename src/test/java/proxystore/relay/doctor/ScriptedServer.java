package proxystore.relay.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/** A server on loopback that treats each connection as a script says, on a thread of its own. */
final class ScriptedServer implements AutoCloseable {
    private static final int JOIN_MS = 10_000;

    private final ServerSocket listener;
    private final ConnectionScript script;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    /** What happens on a connection; it is closed at the end. */
    interface ConnectionScript {
        void run(Socket socket) throws IOException;
    }

    private ScriptedServer(ServerSocket listener, ConnectionScript script) {
        this.listener = listener;
        this.script = script;
        start(this::accept);
    }

    static ScriptedServer start(ConnectionScript script) throws IOException {
        return start(Optional.empty(), script);
    }

    /** A server with TLS, if there is a context for it. */
    static ScriptedServer start(Optional<SSLContext> tls, ConnectionScript script) throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        ServerSocket listener = tls.isPresent()
                ? tls.get().getServerSocketFactory().createServerSocket(0, 50, loopback)
                : new ServerSocket(0, 50, loopback);
        return new ScriptedServer(listener, script);
    }

    /** Reads a request and writes this answer. */
    static ScriptedServer answering(String answer) throws IOException {
        return start(socket -> {
            if (!head(socket).isEmpty()) {
                write(socket, answer);
            }
        });
    }

    /** An answer with a body, as a server of another product writes it. */
    static String answer(String statusAndHeaders, String body) {
        return "HTTP/1.1 " + statusAndHeaders + "\r\nContent-Length: " + body.length() + "\r\nConnection: close\r\n\r\n"
                + body;
    }

    static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Reads a head up to its empty line, and no byte further; empty if there is none, as in a TLS handshake. */
    static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0 || (head.isEmpty() && !Character.isLetter(next))) {
                return "";
            }
            head.append((char) next);
        }
        return head.toString();
    }

    int port() {
        return listener.getLocalPort();
    }

    String url() {
        return "ws://127.0.0.1:" + port() + "/";
    }

    /** Runs a script beside the one of a connection; the socket is closed with the server. */
    void beside(Socket socket, ConnectionScript other) {
        sockets.add(socket);
        start(() -> other.run(socket));
    }

    private void accept() throws IOException {
        while (true) {
            Socket socket = listener.accept();
            sockets.add(socket);
            start(() -> {
                try (socket) {
                    script.run(socket);
                }
            });
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        // The client, or close, has ended the connection.
                    }
                },
                "scripted-server");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        try {
            for (Thread thread : threads) {
                thread.join(JOIN_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
