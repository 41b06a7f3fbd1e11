package proxystore.relay.auth.provider;

import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import proxystore.relay.auth.UnavailableException;
import proxystore.relay.concurrent.NamedThreads;
import proxystore.relay.config.ProxyUrl;

/**
 * Sends requests to the identity provider over HTTP. Redirects are not followed: the relay's credentials are meant for
 * the configured address alone. A response, headers and body together, has a time limit and a size limit.
 *
 * <p>Threads: {@code relay-auth-http-…}, no more than there are requests, and the JDK client's own selector thread,
 * which ends once the client has been garbage-collected. An Error may end the selector earlier; then the client answers
 * no further request, and the next request gets a new client.
 */
public final class IdentityProviderClient implements AutoCloseable {
    private static final long IDLE_THREAD_SECONDS = 10;

    /** How long the JDK's client may take to report a timeout that has elapsed; one that does not is unusable. */
    private static final long GRACE_MS = 1000;

    /** The message of the exception with which JDK 19 and later refuse a question then. */
    private static final String SELECTOR_ENDED = "selector manager closed";

    private static final Logger LOGGER = System.getLogger(IdentityProviderClient.class.getName());

    private final Duration timeout;
    private final int maxAnswerBytes;
    private final ProviderRoute route;
    private final LastingComplaint outage = new LastingComplaint(LOGGER);
    private final ExecutorService threads;
    /** Replaced by {@link #replace} once its selector thread has ended. */
    private volatile HttpClient http;

    /**
     * A client with threads of its own, which {@link #close} ends.
     *
     * @param timeout longest time that one request may take
     * @param maxAnswerBytes longest response in bytes; those of Keycloak and Globus have some hundreds, a set of keys
     *     some thousands
     * @param route the proxy and the certificate authorities
     */
    public IdentityProviderClient(Duration timeout, int maxAnswerBytes, ProviderRoute route) {
        this.timeout = timeout;
        this.maxAnswerBytes = maxAnswerBytes;
        this.route = route;
        this.threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                IDLE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                new NamedThreads("relay-auth-http-"));
        this.http = newClient();
    }

    private HttpClient newClient() {
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .executor(threads);
        route.trust().ifPresent(trust -> builder.sslContext(trust.context()));
        route.proxy().ifPresent(proxy -> {
            ProxyUrl url = proxy.value();
            builder.proxy(ProxySelector.of(InetSocketAddress.createUnresolved(url.host(), url.port())));
            url.credentials().ifPresent(login -> builder.authenticator(new ProxyAuthenticator(login)));
        });
        return builder.build();
    }

    /** Replaces an HTTP client that answers no further request; once, even if several requests failed. */
    private synchronized void replace(HttpClient failed) {
        if (http.equals(failed)) {
            LOGGER.log(Level.WARNING, "The HTTP client for the identity provider has ended and is replaced");
            try {
                http = newClient();
            } catch (UncheckedIOException e) {
                LOGGER.log(Level.WARNING, "No new HTTP client could be made yet: " + e.getMessage());
            }
        }
    }

    /** Gives credentials to the proxy, and never to a server. */
    private static final class ProxyAuthenticator extends Authenticator {
        private final PasswordAuthentication credentials;

        ProxyAuthenticator(ProxyUrl.ProxyCredentials login) {
            this.credentials = new PasswordAuthentication(
                    login.user(), login.password().value().toCharArray());
        }

        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            return getRequestorType() == RequestorType.PROXY ? credentials : null;
        }
    }

    /**
     * Gets a JSON document.
     *
     * @throws UnavailableException if the provider does not answer with status 200 in time
     * @throws InterruptedException if the thread is interrupted
     */
    String get(URI url) throws UnavailableException, InterruptedException {
        return ask(HttpRequest.newBuilder(url).header("Accept", "application/json"));
    }

    /**
     * Posts a form and returns the JSON document that answers it.
     *
     * @param authorization the value of the {@code Authorization} header
     * @param form as {@code application/x-www-form-urlencoded}
     * @throws UnavailableException if the provider does not answer with status 200 in time
     * @throws InterruptedException if the thread is interrupted
     */
    String post(URI url, String authorization, String form) throws UnavailableException, InterruptedException {
        return ask(HttpRequest.newBuilder(url)
                .header("Accept", "application/json")
                .header("Authorization", authorization)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
    }

    /** Runs a task that asks the provider on a thread of this client. */
    void inBackground(Runnable task) {
        threads.execute(task);
    }

    private String ask(HttpRequest.Builder builder) throws UnavailableException, InterruptedException {
        HttpRequest request = builder.timeout(timeout).build();
        HttpClient client = http;
        AtomicBoolean answers = new AtomicBoolean();
        CompletableFuture<HttpResponse<String>> exchange = client.sendAsync(request, response -> {
            answers.set(true);
            return new LimitedBodySubscriber(maxAnswerBytes);
        });
        try {
            HttpResponse<String> response = exchange.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            if (response.statusCode() != 200) {
                throw unavailable(
                        request.uri(),
                        " answered with status " + response.statusCode() + meaning(response.statusCode()));
            }
            outage.clear();
            return response.body();
        } catch (TimeoutException e) {
            if (!answers.get() && !endsInTime(exchange)) {
                replace(client); // JDK 17
            }
            throw late(request.uri());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (SELECTOR_ENDED.equals(cause.getMessage())) {
                replace(client);
            }
            if (cause instanceof HttpTimeoutException) {
                throw late(request.uri());
            }
            throw unavailable(request.uri(), " cannot be reached: " + (isDistrust(cause) ? distrusted() : cause));
        } finally {
            exchange.cancel(true); // has no effect on a completed exchange
        }
    }

    /** Whether the HTTP client itself completes a request that has timed out, within the grace period. */
    private static boolean endsInTime(CompletableFuture<?> exchange) throws InterruptedException {
        try {
            exchange.get(GRACE_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
        return true;
    }

    /** Logs the failure as well, once: the log lines about the clients that are refused meanwhile are cut. */
    private UnavailableException unavailable(URI url, String what) {
        String why = "the identity provider at " + url.getScheme() + "://" + url.getHost()
                + (url.getPort() < 0 ? "" : ":" + url.getPort())
                + route.proxy()
                        .map(proxy -> ", asked through the proxy " + proxy + ",")
                        .orElse("") + what;
        outage.report("No credentials can be checked: " + why);
        return new UnavailableException(why);
    }

    private String meaning(int status) {
        return switch (status) {
            case 401, 403 -> ": it refuses the relay's own client credentials";
            case 407 ->
                ": the proxy wants other credentials, or this JVM does not send them (it does with"
                        + " -Djdk.http.auth.tunneling.disabledSchemes=)";
            case 301, 302, 303, 307, 308 -> ": redirects are not followed, configure the final address";
            default -> "";
        };
    }

    private static boolean isDistrust(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
                return true;
            }
        }
        return false;
    }

    private String distrusted() {
        return "its certificate is not signed by an authority of "
                + route.trust().map(ProviderRoute.TrustedAuthorities::name).orElse("this JVM")
                + "; auth.ca_file or SSL_CERT_FILE takes a PEM file with its authority";
    }

    private UnavailableException late(URI url) {
        return unavailable(url, " did not answer within " + timeout.toMillis() / 1000.0 + " s");
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
