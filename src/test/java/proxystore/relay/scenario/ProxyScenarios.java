package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The suite through a reverse proxy that ends TLS, and whom the relay then takes its clients for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init") // JUnit and RelayScenarios call start() first
abstract class ProxyScenarios extends RelayScenarios {
    private final ReverseProxy proxy;
    /** Set by {@link #start}. */
    private RunningProxy running;
    /** Past the proxy; set by {@link #start}. */
    private RelayAddress direct;

    ProxyScenarios(ReverseProxy proxy) {
        this.proxy = proxy;
    }

    /** More than any other scenario opens from one address. */
    private static final int MAX_CONNECTIONS = 200;

    private static final Map<String, String> SETTINGS = Map.of(
            "RELAY_PROXY_TRUSTED", "127.0.0.1", "RELAY_ADDRESS_MAX_CONNECTIONS", String.valueOf(MAX_CONNECTIONS));

    /** Starts a relay that trusts proxies on 127.0.0.1: the standalone one, unless a subclass starts another. */
    RelayUnderTest startRelay(String name) throws IOException {
        return StandaloneRelay.start(name, SETTINGS);
    }

    /** The same with {@code relay.war} in Tomcat. */
    static RelayUnderTest startTomcat(String name) throws IOException {
        return ContainerRelay.start(new TomcatContainer("tomcat-11.0"), ContainerRelay.site(name, ""), SETTINGS);
    }

    @Override
    RelayUnderTest start() throws IOException {
        String name = getClass().getSimpleName();
        RelayUnderTest relay = startRelay(name + "-relay");
        direct = relay.address();
        try {
            running = RunningProxy.start(proxy, name, direct.url().getPort());
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

    @Test
    void theLogNamesTheClientNotTheProxy() {
        TestEndpoint endpoint =
                peers().register(ClientGeneration.V1_0, peers().handshake().from("127.0.1.77"));

        await("the line in the log").until(() -> logLine(endpoint).contains("at 127.0.1.77"));
        assertThat(logLine(endpoint)).doesNotContain("at 127.0.0.1");
    }

    @Test
    void theLimitOfAnAddressIsTheClientsNotTheProxys() {
        for (int i = 0; i < MAX_CONNECTIONS; i++) {
            peers().open(peers().handshake().from("127.0.1.80"));
        }

        TestPeer refused = peers().open(peers().handshake().from("127.0.1.80"));

        assertThat(refused.awaitClose().code()).isEqualTo(1013);
        peers().register(ClientGeneration.V1_0, peers().handshake().from("127.0.1.81"))
                .assertRegisteredAndQuiet();
    }

    @Test
    void whatAClientSaysAboutItsAddressIsNotBelieved() {
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
