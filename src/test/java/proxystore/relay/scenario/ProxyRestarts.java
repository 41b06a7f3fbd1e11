package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Restarts of a relay behind all reverse proxies at once, with endpoints that connect through each. */
final class ProxyRestarts {
    /** Of a relay behind these proxies. */
    static final Map<String, String> SETTINGS = Map.of("RELAY_PROXY_TRUSTED", "127.0.0.1");

    private static final int ENDPOINTS_PER_PROXY = 100;

    private ProxyRestarts() {}

    /** Restarts the relay this number of times, or as often as {@code -Drelay.restarts=10} says. */
    static void assertNoEndpointIsLost(RestartableRelay relay, int usually) throws IOException {
        int restarts = Integer.getInteger("relay.restarts", usually);
        try (Front nginx = Front.of(ReverseProxy.NGINX, relay);
                Front haproxy = Front.of(ReverseProxy.HAPROXY, relay);
                Front httpd = Front.of(ReverseProxy.HTTPD, relay)) {
            List<Front> fronts = List.of(nginx, haproxy, httpd);

            for (int i = 0; i < restarts; i++) {
                restart(relay, fronts);
            }

            assertThat(fronts).allSatisfy(Front::assertNoneLost);
        }
    }

    /** Restarts the relay and waits until each endpoint behind each of these is registered anew or has ended. */
    private static void restart(RestartableRelay relay, List<Front> fronts) throws IOException {
        if (fronts.isEmpty()) {
            relay.restart();
        } else {
            fronts.get(0).fleet().across(() -> restart(relay, fronts.subList(1, fronts.size())));
        }
    }

    /** A proxy and the endpoints that connect through it. */
    private record Front(RunningProxy running, EndpointFleet fleet) implements AutoCloseable {
        static Front of(ReverseProxy proxy, RestartableRelay relay) throws IOException {
            RunningProxy running = RunningProxy.start(proxy, relay.name() + "-" + proxy, relay.port());
            try {
                return new Front(running, EndpointFleet.start(running.address(), ENDPOINTS_PER_PROXY));
            } catch (RuntimeException | AssertionError e) {
                running.close();
                throw e;
            }
        }

        void assertNoneLost() {
            assertThat(fleet.lost())
                    .as("lost behind %s: %s", running.proxy(), fleet)
                    .isZero();
        }

        @Override
        public void close() {
            fleet.close();
            running.close();
        }
    }
}
