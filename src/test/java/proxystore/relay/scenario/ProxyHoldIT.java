package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Handshakes that fail behind each reverse proxy: no endpoint gets what would end it. */
@Order(3)
@Execution(ExecutionMode.CONCURRENT)
@RequiresProxy({ReverseProxy.NGINX, ReverseProxy.HAPROXY, ReverseProxy.HTTPD})
class ProxyHoldIT {
    /** ProxyStore's own. */
    private static final Duration PATIENCE_OF_AN_ENDPOINT = Duration.ofSeconds(10);

    /** Beyond the 15 s for which the proxies hold an answer. */
    private static final Duration LONGER_PATIENCE = Duration.ofSeconds(40);

    private static final List<String> FAILURES = List.of(
            "/400",
            "/404",
            "/500",
            "/502",
            "/503",
            "/504",
            "/closing/404",
            "/closing/500",
            "/closing/503",
            "/close",
            "/reset");

    @ParameterizedTest
    @EnumSource
    void anEndpointTimesOutInsteadOfGettingAnError(ReverseProxy proxy) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (FailingServer server = new FailingServer();
                RunningProxy front = RunningProxy.start(proxy, proxy + "-timeout", server.port());
                RunningProxy nowhere = RunningProxy.start(proxy, proxy + "-nowhere", ContainerRelay.freePort())) {
            Map<String, CompletableFuture<String>> outcomes = new LinkedHashMap<>();
            outcomes.put("refused", outcome(new Handshake(nowhere.address()), PATIENCE_OF_AN_ENDPOINT, threads));
            for (String failure : FAILURES) {
                Handshake handshake = new Handshake(front.address()).path(failure);
                outcomes.put(failure, outcome(handshake, PATIENCE_OF_AN_ENDPOINT, threads));
            }

            assertThat(outcomes)
                    .allSatisfy((failure, outcome) ->
                            assertThat(outcome.join()).as(failure).isEqualTo("timed out"));
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPatientClientGetsTheErrorAfterTheHold(ReverseProxy proxy) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try (FailingServer server = new FailingServer();
                RunningProxy front = RunningProxy.start(proxy, proxy + "-error", server.port())) {
            Map<String, CompletableFuture<String>> outcomes = new LinkedHashMap<>();
            for (String status : List.of("400", "404", "500", "503")) {
                Handshake handshake = new Handshake(front.address()).path("/" + status);
                outcomes.put(status, outcome(handshake, LONGER_PATIENCE, threads));
            }

            assertThat(outcomes)
                    .allSatisfy((status, outcome) -> assertThat(outcome.join()).isEqualTo(status));
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPlainRequestGetsTheErrorOfOneAttempt(ReverseProxy proxy) throws Exception {
        try (FailingServer server = new FailingServer();
                RunningProxy front = RunningProxy.start(proxy, proxy + "-plain", server.port())) {
            for (String status : List.of("400", "404", "500", "503")) {
                Handshake plain = new Handshake(front.address())
                        .without("Upgrade")
                        .without("Connection")
                        .path("/" + status);

                assertThat(plain.patience(PATIENCE_OF_AN_ENDPOINT).answer().status())
                        .isEqualTo(Integer.parseInt(status));
                assertThat(server.requests("/" + status)).isEqualTo(1);
            }
        }
    }

    /** What the relay itself answers tells the client what to change; waiting would not. */
    @ParameterizedTest
    @EnumSource
    void aRefusalOfTheRelayIsNotHeld(ReverseProxy proxy) throws Exception {
        try (FailingServer server = new FailingServer();
                RunningProxy front = RunningProxy.start(proxy, proxy + "-refusal", server.port())) {
            for (int status : List.of(403, 405, 426)) {
                Handshake handshake = new Handshake(front.address()).path("/" + status);

                assertThat(handshake.patience(PATIENCE_OF_AN_ENDPOINT).answer().status())
                        .isEqualTo(status);
            }
        }
    }

    private static CompletableFuture<String> outcome(Handshake handshake, Duration patience, ExecutorService threads) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return String.valueOf(
                                handshake.patience(patience).answer().status());
                    } catch (UncheckedIOException e) {
                        return e.getCause() instanceof SocketTimeoutException
                                ? "timed out"
                                : String.valueOf(e.getCause());
                    }
                },
                threads);
    }
}
