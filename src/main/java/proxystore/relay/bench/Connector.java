package proxystore.relay.bench;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import proxystore.relay.concurrent.NamedThreads;
import proxystore.relay.message.Generation;

/**
 * Opens the connections of a bench. All of them share one selector thread of the JDK's client and at most
 * {@value #MAX_THREADS} threads of its executor.
 */
final class Connector implements AutoCloseable {
    /** Longest time for connect, handshake and registration together, in seconds. */
    static final int LIMIT_SECONDS = 10;

    private static final int MAX_THREADS = 4;

    /** The JDK's client sends a longer text in fragments; ProxyStore's clients never send fragments. */
    private static final String LONGEST_FRAME = "jdk.httpclient.websocket.intermediateBufferSize";

    /** The write buffer of the JDK's client, one for each connection. */
    private static final String WRITE_BUFFER = "jdk.httpclient.websocket.writeBufferSize";

    private static final int WRITE_BUFFER_BYTES = 16 * 1024;

    private final Target target;
    private final BenchCounters counters;
    private final ExecutorService threads;
    private final HttpClient http;

    /**
     * A connector for one bench.
     *
     * @param frameBytes UTF-8 bytes of the longest message that its clients send
     */
    Connector(Target target, BenchCounters counters, int frameBytes) {
        this.target = target;
        this.counters = counters;
        // Read by the JDK at the first WebSocket.
        System.setProperty(LONGEST_FRAME, String.valueOf(frameBytes));
        System.setProperty(WRITE_BUFFER, String.valueOf(Math.min(WRITE_BUFFER_BYTES, frameBytes)));
        int size = Math.min(MAX_THREADS, Runtime.getRuntime().availableProcessors());
        threads = Executors.newFixedThreadPool(size, new NamedThreads("relay-bench-"));
        HttpClient.Builder builder =
                HttpClient.newBuilder().executor(threads).connectTimeout(Duration.ofSeconds(LIMIT_SECONDS));
        target.trust().ifPresent(builder::sslContext);
        http = builder.build();
    }

    /**
     * Opens a client; completes when it has registered, or fails with a {@link BenchException} that gives the reason.
     */
    CompletableFuture<BenchClient> open(Generation generation) {
        BenchClient client = new BenchClient(generation, counters);
        WebSocket.Builder builder = http.newWebSocketBuilder();
        target.token().ifPresent(token -> builder.header("Authorization", "Bearer " + token.value()));
        return builder.buildAsync(target.url(), client)
                .thenCompose(socket -> client.registered())
                .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                .handle((registered, failure) -> {
                    if (failure != null) {
                        client.abort();
                        throw new CompletionException(new BenchException(reason(failure)));
                    }
                    return registered;
                });
    }

    /** The reason of a failure, in one line. */
    static String reason(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof BenchException) {
            return String.valueOf(cause.getMessage());
        }
        if (cause instanceof WebSocketHandshakeException refused) {
            int status =
                    refused.getResponse() == null ? 0 : refused.getResponse().statusCode();
            return status == 101
                    ? "the answer to the handshake is not a WebSocket's: " + message(refused)
                    : "the handshake was answered with HTTP " + status;
        }
        if (cause instanceof HttpConnectTimeoutException || cause instanceof TimeoutException) {
            return "no answer within " + LIMIT_SECONDS + " s";
        }
        if (cause instanceof SSLException) {
            return "TLS failed: " + message(cause);
        }
        if (cause instanceof ConnectException) {
            // The JDK's exception has no message, and its cause is that of another attempt.
            String refused = cause.getMessage() == null ? "connection refused" : message(cause);
            return isUnresolved(cause) ? "unknown host" : refused;
        }
        return cause instanceof IOException ? message(cause) : cause.getClass().getSimpleName() + ": " + message(cause);
    }

    private static boolean isUnresolved(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null
                ? failure.getClass().getSimpleName()
                : MessageFlow.shown(failure.getMessage());
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
