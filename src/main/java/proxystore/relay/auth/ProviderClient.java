package proxystore.relay.auth;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the identity provider over HTTP. Redirects are not followed: what the relay sends is meant for the configured
 * address alone. An answer has a time limit as a whole, headers and body, and a size limit.
 *
 * <p>Threads: {@code relay-auth-http-…}, no more than there are questions, and the JDK client's own selector, which ends
 * once the client is garbage.
 */
public final class ProviderClient implements AutoCloseable {
    private static final long IDLE_THREAD_SECONDS = 10;

    private final Duration timeout;
    private final int maxAnswerBytes;
    private final ExecutorService threads;
    private final HttpClient http;

    /**
     * @param timeout longest time that one question may take
     * @param maxAnswerBytes longest answer in bytes; Keycloak's and Globus's have some hundreds, a set of keys some
     *     thousands
     */
    public ProviderClient(Duration timeout, int maxAnswerBytes) {
        this.timeout = timeout;
        this.maxAnswerBytes = maxAnswerBytes;
        this.threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                new NamedThreads("relay-auth-http-"));
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .executor(threads)
                .build();
    }

    /**
     * Gets a JSON document.
     *
     * @throws UnavailableException if there is none
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    String get(URI url) throws UnavailableException, InterruptedException {
        return ask(HttpRequest.newBuilder(url).header("Accept", "application/json"));
    }

    /**
     * Posts a form on the relay's own behalf and takes the JSON document that answers it.
     *
     * @param form as {@code application/x-www-form-urlencoded}
     * @throws UnavailableException if there is no such answer
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    String post(URI url, ClientCredentials credentials, String form) throws UnavailableException, InterruptedException {
        return ask(HttpRequest.newBuilder(url)
                .header("Accept", "application/json")
                .header("Authorization", credentials.basic())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    private String ask(HttpRequest.Builder builder) throws UnavailableException, InterruptedException {
        HttpRequest request = builder.timeout(timeout).build();
        String provider = request.uri().getScheme() + "://" + request.uri().getHost()
                + (request.uri().getPort() < 0 ? "" : ":" + request.uri().getPort());
        CompletableFuture<HttpResponse<String>> exchange =
                http.sendAsync(request, response -> new BoundedBody(maxAnswerBytes));
        try {
            HttpResponse<String> response = exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            return body(provider, response);
        } catch (TimeoutException e) {
            throw late(provider);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof HttpTimeoutException) {
                throw late(provider);
            }
            throw new UnavailableException("the identity provider at " + provider + " cannot be asked: " + cause);
        } finally {
            exchange.cancel(true); // does nothing to one that has ended
        }
    }

    private static String body(String provider, HttpResponse<String> response) throws UnavailableException {
        int status = response.statusCode();
        if (status == 200) {
            return response.body();
        }
        String meaning = switch (status) {
            case 401, 403 -> ": it refuses the relay's own client credentials";
            case 301, 302, 303, 307, 308 -> ": redirects are not followed, configure the final address";
            default -> "";
        };
        throw new UnavailableException(
                "the identity provider at " + provider + " answered with status " + status + meaning);
    }

    private UnavailableException late(String provider) {
        return new UnavailableException("the identity provider at " + provider + " did not answer within "
                + timeout.toMillis() / 1000.0 + " s");
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
