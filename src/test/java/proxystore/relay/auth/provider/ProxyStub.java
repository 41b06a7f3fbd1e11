package proxystore.relay.auth.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/**
 * An HTTP proxy on a free loopback port (RFC 9110, sections 7.2 and 9.3.6). It connects to this machine for every host
 * name.
 */
public final class ProxyStub implements AutoCloseable {
    private final ServerSocket server;
    private final Optional<String> demanded;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** A proxy without authentication. */
    public ProxyStub() {
        this(Optional.empty());
    }

    /** A proxy that requires these credentials ({@code user:password}). */
    public ProxyStub(String credentials) {
        this(Optional.of("Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8))));
    }

    private ProxyStub(Optional<String> demanded) {
        this.demanded = demanded;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The first lines of the forwarded requests. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                sockets.add(client);
                threads.execute(() -> serve(client));
            }
        } catch (IOException e) { // closed
        }
    }

    private void serve(Socket client) {
        try (client) {
            String head = head(client.getInputStream());
            Stream<String> authorizations = head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("proxy-authorization: "))
                    .map(line -> line.substring("proxy-authorization: ".length()));
            if (demanded.isPresent() && authorizations.noneMatch(demanded.get()::equals)) {
                write(
                        client,
                        String.join(
                                "\r\n",
                                "HTTP/1.1 407 Proxy Authentication Required",
                                "Proxy-Authenticate: Basic realm=\"stub\"",
                                "Content-Length: 0",
                                "Connection: close",
                                "",
                                ""));
                return;
            }
            String first = head.lines().findFirst().orElse("");
            asked.add(first);
            String[] words = first.split(" ", -1);
            boolean tunnel = words[0].equals("CONNECT");
            URI target = URI.create(tunnel ? "//" + words[1] : words[1]);
            try (Socket provider = new Socket(InetAddress.getLoopbackAddress(), target.getPort())) {
                sockets.add(provider);
                if (tunnel) {
                    write(client, "HTTP/1.1 200 Connection established\r\n\r\n");
                } else {
                    write(provider, head.replace(words[1], target.getRawPath()));
                }
                threads.execute(() -> pump(client, provider));
                pump(provider, client);
            }
        } catch (IOException e) { // one side has closed
        }
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        while (!read.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("no whole request");
            }
            read.write(next);
        }
        return read.toString(StandardCharsets.ISO_8859_1);
    }

    private static void write(Socket to, String text) throws IOException {
        OutputStream out = to.getOutputStream();
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) { // one side has closed
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }
}
