package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Restarts of the relay behind each reverse proxy. {@code -Drelay.restarts=10} restarts it more often. */
@Order(1)
@RequiresProxy({ReverseProxy.NGINX, ReverseProxy.HAPROXY, ReverseProxy.HTTPD})
class ProxyRestartIT {
    private static final int RESTARTS = Integer.getInteger("relay.restarts", 2);
    private static final int ENDPOINTS_PER_PROXY = 100;
    private static final Map<String, String> SETTINGS = Map.of("RELAY_PROXY_TRUSTED", "127.0.0.1");

    /** What is behind the proxies. */
    enum Server {
        STANDALONE {
            @Override
            RestartableRelay start(String name) throws IOException {
                return RestartableRelay.standalone(name, SETTINGS);
            }
        },
        TOMCAT {
            @Override
            RestartableRelay start(String name) throws IOException {
                return RestartableRelay.in(new TomcatContainer("tomcat-11.0"), name, SETTINGS);
            }
        },
        WILDFLY {
            @Override
            RestartableRelay start(String name) throws IOException {
                return RestartableRelay.in(new WildFlyContainer("wildfly"), name, SETTINGS);
            }
        };

        abstract RestartableRelay start(String name) throws IOException;
    }

    /** A proxy and the endpoints that connect through it. */
    private record Front(RunningProxy running, EndpointFleet fleet) implements AutoCloseable {
        static Front of(ReverseProxy proxy, Server server, RestartableRelay relay) throws IOException {
            RunningProxy running = RunningProxy.start(proxy, proxy + "-before-" + server, relay.port());
            try {
                return new Front(running, EndpointFleet.start(running.address(), ENDPOINTS_PER_PROXY));
            } catch (RuntimeException | AssertionError e) {
                running.close();
                throw e;
            }
        }

        void assertNoneLost() {
            assertThat(fleet.lost())
                    .as("lost behind %s after %d restarts: %s", running.proxy(), RESTARTS, fleet)
                    .isZero();
        }

        @Override
        public void close() {
            fleet.close();
            running.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRestartCostsNoEndpoint(Server server) throws IOException {
        try (RestartableRelay relay = server.start(server + "-restarts");
                Front nginx = Front.of(ReverseProxy.NGINX, server, relay);
                Front haproxy = Front.of(ReverseProxy.HAPROXY, server, relay);
                Front httpd = Front.of(ReverseProxy.HTTPD, server, relay)) {
            List<Front> fronts = List.of(nginx, haproxy, httpd);

            for (int i = 0; i < RESTARTS; i++) {
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
}
