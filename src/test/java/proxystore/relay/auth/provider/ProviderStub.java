package proxystore.relay.auth.provider;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** An identity provider on a free loopback port whose answers the test chooses. */
public final class ProviderStub implements AutoCloseable {
    /** A received request. */
    public record Asked(
            String method, String path, @Nullable String authorization, String body) {}

    /** Answers a request. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    /** Counted down when the stub ends; answers that never come wait for it. */
    private final CountDownLatch end = new CountDownLatch(1);
    /** Written by the test. */
    private volatile Answer answer = status(500, "no answer has been chosen");

    ProviderStub() {
        this(0);
    }

    ProviderStub(int port) {
        this(at -> HttpServer.create(at, 0), port);
    }

    /** A provider over TLS. */
    public ProviderStub(SSLContext tls) {
        this(
                at -> {
                    HttpsServer secure = HttpsServer.create(at, 0);
                    secure.setHttpsConfigurator(new HttpsConfigurator(tls));
                    return secure;
                },
                0);
    }

    private interface Maker {
        HttpServer make(InetSocketAddress at) throws IOException;
    }

    private ProviderStub(Maker maker, int port) {
        try {
            server = maker.make(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                exchange.getRequestHeaders().getFirst("Authorization"),
                body));
        try (exchange) {
            answer.to(exchange);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    public URI url(String path) {
        String scheme = server instanceof HttpsServer ? "https" : "http";
        return URI.create(scheme + "://127.0.0.1:" + port() + path);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public List<Asked> asked() {
        return List.copyOf(asked);
    }

    ProviderStub answer(Answer next) {
        answer = next;
        return this;
    }

    public ProviderStub answer(String json) {
        return answer(status(200, json));
    }

    static Answer status(int status, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    static Answer redirect(URI elsewhere) {
        return exchange -> {
            exchange.getResponseHeaders().set("Location", elsewhere.toString());
            exchange.sendResponseHeaders(307, -1);
        };
    }

    /** Receives the request and does not answer. */
    Answer silence() {
        return exchange -> end.await();
    }

    /** Sends the start of an answer and nothing more. */
    Answer stall() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            OutputStream out = exchange.getResponseBody();
            out.write('{');
            out.flush();
            end.await();
        };
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
