package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Silence and restarts behind each reverse proxy. */
@Order(3)
@RequiresProxy({ReverseProxy.NGINX, ReverseProxy.HAPROXY, ReverseProxy.HTTPD})
class ProxyTimesIT {
    private static final int IDLE_SECONDS = 2;

    /** A relay behind a proxy that grants a silent connection 2 s. */
    private static RunningRelay relay(ReverseProxy proxy, String pingSeconds) throws IOException {
        Map<String, String> settings =
                Map.of("RELAY_PROXY_TRUSTED", "127.0.0.1", "RELAY_HEARTBEAT_PING_INTERVAL", pingSeconds);
        return StandaloneRelay.start(proxy + "-times-relay", settings);
    }

    private static RunningProxy before(RunningRelay relay, ReverseProxy proxy) throws IOException {
        return RunningProxy.start(proxy, proxy + "-times", relay.address().url().getPort(), IDLE_SECONDS);
    }

    @ParameterizedTest
    @EnumSource
    void theRelaysPingsKeepASilentClientConnected(ReverseProxy proxy) throws IOException {
        try (RunningRelay relay = relay(proxy, "0.5");
                RunningProxy front = before(relay, proxy);
                Peers peers = new Peers(front.address())) {
            TestEndpoint endpoint = peers.register(ClientGeneration.V1_0);

            await("pings for more than twice the proxy's patience")
                    .until(() -> endpoint.peer().pings() >= 10);

            endpoint.assertRegisteredAndQuiet();
        }
    }

    /** The test above would pass without pings if this failed. */
    @ParameterizedTest
    @EnumSource
    void withoutPingsTheProxyEndsASilentConnection(ReverseProxy proxy) throws IOException {
        try (RunningRelay relay = relay(proxy, "60");
                RunningProxy front = before(relay, proxy);
                Peers peers = new Peers(front.address())) {
            TestEndpoint endpoint = peers.register(ClientGeneration.V1_0);

            await("the end of the connection").until(() -> !endpoint.peer().isOpen());

            assertThat(endpoint.peer().pings()).isZero();
        }
    }

    /** ProxyStore's clients take an HTTP error for final, and silence for a reason to try again. */
    @ParameterizedTest
    @EnumSource
    void whileTheRelayIsDownNobodyIsAnswered(ReverseProxy proxy) throws IOException {
        int nobody = ContainerRelay.freePort();
        try (RunningProxy front = RunningProxy.start(proxy, proxy + "-down", nobody, RunningProxy.IDLE_SECONDS)) {
            // ProxyStore's own patience.
            Handshake handshake = new Handshake(front.address()).patience(Duration.ofSeconds(10));

            assertThatThrownBy(handshake::answer).hasCauseInstanceOf(SocketTimeoutException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoComesWhileTheRelayIsDownIsServedWhenItIsBack(ReverseProxy proxy) throws IOException {
        int port = ContainerRelay.freePort();
        try (RunningProxy front = RunningProxy.start(proxy, proxy + "-restart", port, RunningProxy.IDLE_SECONDS);
                Peers peers = new Peers(front.address())) {
            CompletableFuture<TestPeer> early = CompletableFuture.supplyAsync(peers::open);
            await("no answer for a while").during(Duration.ofSeconds(2)).until(() -> !early.isDone());

            String[] address = {"--host", "127.0.0.1", "--port", String.valueOf(port)};
            try (RelayProcess relay = StandaloneRelay.launch(proxy + "-restart-relay", Map.of(), address)) {
                assertThat(StandaloneRelay.port(relay)).isEqualTo(port);

                new TestEndpoint(ClientGeneration.V1_0, UUID.randomUUID(), early.join()).assertRegisteredAndQuiet();
            }
        }
    }
}
