package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections without traffic behind each reverse proxy. */
@Order(3)
@Execution(ExecutionMode.CONCURRENT)
@RequiresProxy({ReverseProxy.NGINX, ReverseProxy.HAPROXY, ReverseProxy.HTTPD})
class ProxyTimesIT {
    private static final int IDLE_SECONDS = 4;

    /** A relay that pings at this interval. Its first client has come and gone: it takes longest. */
    private static RelayUnderTest relay(ReverseProxy proxy, String pingSeconds) throws IOException {
        Map<String, String> settings =
                Map.of("RELAY_PROXY_TRUSTED", "127.0.0.1", "RELAY_HEARTBEAT_PING_INTERVAL", pingSeconds);
        RelayUnderTest relay = StandaloneRelay.start(proxy + "-relay-pinging-after-" + pingSeconds, settings);
        try (Peers first = new Peers(relay.address())) {
            first.register(ClientGeneration.V1_0).assertRegisteredAndQuiet();
            return relay;
        } catch (RuntimeException | AssertionError e) {
            relay.close();
            throw e;
        }
    }

    private static RunningProxy before(RelayUnderTest relay, ReverseProxy proxy) throws IOException {
        return RunningProxy.start(
                proxy,
                proxy + "-before-" + relay.address().url().getPort(),
                relay.address().url().getPort(),
                proxy.idleAfter(IDLE_SECONDS));
    }

    @ParameterizedTest
    @EnumSource
    void theRelaysPingsKeepASilentClientConnected(ReverseProxy proxy) throws IOException {
        try (RelayUnderTest relay = relay(proxy, "0.5");
                RunningProxy front = before(relay, proxy);
                Peers peers = new Peers(front.address())) {
            TestEndpoint endpoint = peers.register(ClientGeneration.V1_0);

            await("pings for more than twice the proxy's patience")
                    .until(() -> endpoint.peer().pings() >= 18);

            endpoint.assertRegisteredAndQuiet();
        }
    }

    /** The test above would pass without pings if this failed. */
    @ParameterizedTest
    @EnumSource
    void withoutPingsTheProxyEndsASilentConnection(ReverseProxy proxy) throws IOException {
        try (RelayUnderTest relay = relay(proxy, "60");
                RunningProxy front = before(relay, proxy);
                Peers peers = new Peers(front.address())) {
            TestEndpoint endpoint = peers.register(ClientGeneration.V1_0);

            await("the end of the connection").until(() -> !endpoint.peer().isOpen());

            assertThat(endpoint.peer().pings()).isZero();
        }
    }
}
