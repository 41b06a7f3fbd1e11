package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The suite through each reverse proxy, which ends TLS, and which client addresses the relay behind it sees. */
@Order(2)
@ParameterizedClass(name = "{0}")
@MethodSource("routes")
@Execution(ExecutionMode.CONCURRENT)
@RequiresProxy({ReverseProxy.NGINX, ReverseProxy.HAPROXY, ReverseProxy.HTTPD})
@SuppressWarnings("NullAway.Init") // JUnit sets the parameter
class ProxyScenariosIT {
    /** More than any other scenario opens from one address. */
    private static final int MAX_CONNECTIONS = 200;

    private static final Map<String, String> SETTINGS = Map.of(
            "RELAY_PROXY_TRUSTED", "127.0.0.1", "RELAY_ADDRESS_MAX_CONNECTIONS", String.valueOf(MAX_CONNECTIONS));

    @Parameter
    ProxyRoute route;

    /**
     * A proxy and the relay behind it.
     *
     * @param inTomcat whether the relay is {@code relay.war} in Tomcat, instead of the standalone program
     */
    record ProxyRoute(ReverseProxy proxy, boolean inTomcat) {
        RelayUnderTest startRelay(String name) throws IOException {
            return inTomcat
                    ? ContainerRelay.start(new TomcatContainer("tomcat-11.0"), ContainerRelay.site(name, ""), SETTINGS)
                    : StandaloneRelay.start(name, SETTINGS);
        }

        @Override
        public String toString() {
            return proxy.title() + (inTomcat ? ", Tomcat" : ", standalone");
        }
    }

    /** Each proxy and one Tomcat behind a proxy; with the system property {@code relay.matrix} a Tomcat behind each. */
    static Stream<ProxyRoute> routes() {
        return Stream.of(ReverseProxy.values())
                .flatMap(proxy -> Stream.of(new ProxyRoute(proxy, false), new ProxyRoute(proxy, true)))
                .filter(route ->
                        !route.inTomcat() || route.proxy() == ReverseProxy.HTTPD || Boolean.getBoolean("relay.matrix"));
    }

    @Nested
    @Execution(ExecutionMode.SAME_THREAD)
    @SuppressWarnings("NullAway.Init") // JUnit and RelayScenarios call start() first
    class ProxySuite extends RelayScenarios {
        /** Set by {@link #start}. */
        private RunningProxy running;
        /** Past the proxy; set by {@link #start}. */
        private RelayAddress direct;

        @Override
        String relayName() {
            return route.toString();
        }

        @Override
        RelayUnderTest start() throws IOException {
            String name = route.toString().replaceAll("\\W+", "-");
            RelayUnderTest relay = route.startRelay(name + "-relay");
            direct = relay.address();
            try {
                running = RunningProxy.start(route.proxy(), name, direct.url().getPort());
            } catch (IOException | RuntimeException | AssertionError e) {
                relay.close();
                throw e;
            }
            return new RelayUnderTest(running.address(), relay.tls(), relay.process());
        }

        @AfterAll
        void stopProxy() {
            if (running != null) {
                running.close();
            }
        }

        /**
         * The relay closes while the client still sends. httpd drops the relay's last frames if it cannot forward the client's
         * first, so the close code may be lost. To ProxyStore's clients it makes no difference.
         */
        @Override
        public Optional<PeerEvent.CloseReceived> closeOfTooLong(TestEndpoint endpoint) {
            return route.proxy() == ReverseProxy.HTTPD
                    ? Optional.of(endpoint.peer().awaitClose())
                            .filter(close -> close.code() != PeerEvent.CloseReceived.NO_FRAME)
                    : super.closeOfTooLong(endpoint);
        }

        @Override
        public boolean isBehindProxy() {
            return true;
        }

        @Test
        void theLogNamesTheClientNotTheProxy() {
            TestEndpoint endpoint =
                    peers().register(ClientGeneration.V1_0, peers().handshake().from("127.0.1.77"));

            await("the line in the log").until(() -> logLine(endpoint).contains("at 127.0.1.77"));
            assertThat(logLine(endpoint)).doesNotContain("at 127.0.0.1");
        }

        @Test
        void theLimitOfAnAddressCountsTheClientsAddressNotTheProxys() {
            for (int i = 0; i < MAX_CONNECTIONS; i++) {
                peers().open(peers().handshake().from("127.0.1.80"));
            }

            TestPeer refused = peers().open(peers().handshake().from("127.0.1.80"));

            assertThat(refused.awaitClose().code()).isEqualTo(1013);
            peers().register(ClientGeneration.V1_0, peers().handshake().from("127.0.1.81"))
                    .assertRegisteredAndQuiet();
        }

        @Test
        void addressesThatAClientClaimsAreIgnored() {
            TestEndpoint throughTheProxy = peers().register(
                            ClientGeneration.V0_5, claiming(peers().handshake().from("127.0.1.78")));
            try (Peers past = new Peers(direct)) {
                TestEndpoint pastTheProxy = past.register(
                        ClientGeneration.V0_5, claiming(past.handshake().from("127.0.1.79")));

                await("the lines in the log")
                        .until(() -> logLine(throughTheProxy).contains("127.0.1.78")
                                && logLine(pastTheProxy).contains("127.0.1.79:"));
            }
            assertThat(running().process().log()).doesNotContain("198.51.100.66");
        }

        private static Handshake claiming(Handshake handshake) {
            return handshake.header("X-Forwarded-For", "198.51.100.66").header("Forwarded", "for=198.51.100.66");
        }
    }
}
