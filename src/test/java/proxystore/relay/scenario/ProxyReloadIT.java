package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reloads of each reverse proxy under open WebSockets. */
@Order(3)
@Execution(ExecutionMode.CONCURRENT)
@RequiresProxy({ReverseProxy.NGINX, ReverseProxy.HAPROXY, ReverseProxy.HTTPD})
class ProxyReloadIT {
    /** Each leaves a worker that keeps an endpoint. httpd has room for 48 of them. */
    private static final int RELOADS = 20;

    @ParameterizedTest
    @EnumSource
    void endpointsStayConnectedAndNewOnesConnect(ReverseProxy proxy) throws IOException {
        try (RelayUnderTest relay = StandaloneRelay.start(proxy + "-reload-relay", Map.of());
                RunningProxy front = RunningProxy.start(proxy, proxy + "-reload", port(relay));
                Peers peers = new Peers(front.address())) {
            List<TestEndpoint> endpoints = new ArrayList<>(List.of(peers.register(ClientGeneration.V1_0)));
            for (int i = 0; i < RELOADS; i++) {
                front.reload();
                endpoints.add(peers.register(ClientGeneration.V1_0));
            }

            assertThat(endpoints).allSatisfy(endpoint -> endpoint.reaches(endpoints.get(RELOADS)));
        }
    }

    /** For each proxy that has such a limit. httpd has none. */
    @ParameterizedTest
    @EnumSource(names = "HTTPD", mode = EnumSource.Mode.EXCLUDE)
    void workersFromBeforeAReloadEndAfterTheirTimeLimit(ReverseProxy proxy) throws IOException {
        try (RelayUnderTest relay = StandaloneRelay.start(proxy + "-old-relay", Map.of());
                RunningProxy front = RunningProxy.start(proxy, proxy + "-old", port(relay), Map.of(" 24h", " 1s"));
                Peers peers = new Peers(front.address())) {
            TestEndpoint endpoint = peers.register(ClientGeneration.V1_0);
            Set<Long> old = front.workers();

            front.reload();

            await("the end of the old workers")
                    .until(() -> front.workers().stream().noneMatch(old::contains));
            assertThat(endpoint.peer().awaitClose().code()).isEqualTo(PeerEvent.CloseReceived.NO_FRAME);
            peers.register(ClientGeneration.V1_0).assertRegisteredAndQuiet();
        }
    }

    /** Debian's service stops httpd by this signal; without the limit it would wait for the endpoint. */
    @ParameterizedTest
    @EnumSource(names = "HTTPD")
    void aStopDoesNotWaitForEndpoints(ReverseProxy httpd) throws IOException {
        Map<String, String> soon = Map.of("GracefulShutdownTimeout 20", "GracefulShutdownTimeout 1");
        try (RelayUnderTest relay = StandaloneRelay.start("httpd-stop-relay", Map.of());
                RunningProxy front = RunningProxy.start(httpd, "httpd-stop", port(relay), soon);
                Peers peers = new Peers(front.address())) {
            TestEndpoint endpoint = peers.register(ClientGeneration.V1_0);

            front.signal("WINCH");

            await("the end of httpd").until(() -> !front.process().process().isAlive());
            assertThat(endpoint.peer().awaitClose().code()).isEqualTo(PeerEvent.CloseReceived.NO_FRAME);
        }
    }

    private static int port(RelayUnderTest relay) {
        return relay.address().url().getPort();
    }
}
