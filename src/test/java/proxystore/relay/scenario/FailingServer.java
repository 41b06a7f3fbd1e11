package proxystore.relay.scenario;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A server that cannot serve the relay yet, or no longer. It fails as the requested path says: {@code /503} is answered
 * with this status on a connection that stays open, {@code /closing/503} on one that it closes, {@code /close} by the end
 * of the connection and {@code /reset} by its reset. After three ends or resets it does not answer at all.
 */
final class FailingServer implements AutoCloseable {
    private static final int ENDS = 3;

    private final ServerSocket listening = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();

    FailingServer() throws IOException {
        threads.execute(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** How often this path was requested. */
    long requests(String path) {
        return requests.stream().filter(path::equals).count();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                open.add(socket);
                threads.execute(() -> fail(socket));
            } catch (IOException e) {
                // closed, or a client that has left already
            }
        }
    }

    private void fail(Socket socket) {
        try {
            String path = path(socket);
            if (path == null) {
                return;
            }
            requests.add(path);
            switch (path) {
                case "/close", "/reset" -> {
                    if (requests(path) <= ENDS) {
                        socket.setSoLinger(path.equals("/reset"), 0);
                        socket.close();
                    }
                }
                default -> {
                    boolean closes = path.startsWith("/closing/");
                    answer(socket, path.substring(path.lastIndexOf('/') + 1), closes ? "Connection: close\r\n" : "");
                    if (closes) {
                        socket.close();
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable String path(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        String request = in.readLine();
        for (String line = request; line != null && !line.isEmpty(); ) {
            line = in.readLine();
        }
        return request == null ? null : request.split(" ", -1)[1];
    }

    private static void answer(Socket socket, String status, String header) throws IOException {
        String answer = "HTTP/1.1 " + status + " Failing\r\n" + header + "Content-Length: 4\r\n\r\nnone";
        socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
