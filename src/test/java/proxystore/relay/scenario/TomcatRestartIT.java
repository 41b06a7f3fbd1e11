package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A restart of Tomcat, a mistake in a setting and a new version of the relay cost no endpoint. One Tomcat serves all tests. */
@Order(2)
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"tomcat-10.1", "tomcat-11.0"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the parameter and calls startTomcat() first
class TomcatRestartIT {
    private static final int RESTARTS = 2;
    /** Messages of 200 kB to a client that does not read. */
    private static final int MORE_THAN_THE_KERNEL_HOLDS = 40;

    @Parameter
    String name;

    private ManagedTomcat tomcat;
    private RestartableRelay relay;

    @BeforeParameterizedClassInvocation
    void startTomcat() throws IOException {
        tomcat = new ManagedTomcat(name);
        relay = RestartableRelay.in(tomcat, name + "-restarts", Restarts.SETTINGS);
    }

    @AfterParameterizedClassInvocation
    void stopTomcat() {
        relay.close();
    }

    @Test
    void aRestartCostsNoEndpoint() throws IOException {
        try (Restarts restarts = Restarts.directAndBehindProxies(relay)) {
            restarts.assertCostNoEndpoint(RESTARTS, Restarts.CLOSED);
        }
    }

    /** Tomcat closes its WebSockets one after the other, and waits for each. */
    @Test
    void aClientThatDoesNotReadCostsNoEndpoint() throws IOException {
        try (Peers peers = new Peers(relay.addresses().get(0));
                Restarts restarts = Restarts.direct(relay)) {
            TestEndpoint sender = peers.register(ClientGeneration.V1_0);
            TestEndpoint stuck =
                    peers.register(ClientGeneration.V1_0, peers.handshake().receiveBuffer(4096));
            stuck.peer().freeze();
            for (int i = 0; i < MORE_THAN_THE_KERNEL_HOLDS; i++) {
                sender.peer()
                        .send(TestMessages.peerConnection(
                                sender.uuid(), stuck.uuid(), "offer", TestMessages.sdp(200_000)));
            }

            restarts.assertCostNoEndpoint(1, Restarts.CLOSED);
        }
    }

    /** It would if the relay were not deployed: Tomcat answers 404 then, and with an HTTP error an endpoint ends. */
    @Test
    void aMistakeInASettingCostsNoEndpoint() throws IOException {
        try (EndpointFleet fleet = EndpointFleet.start(relay.addresses().get(0), Restarts.ENDPOINTS)) {
            fleet.across(() -> {
                relay.restart(Map.of("RELAY_OUTBOX_SEND_TIMEOUT", "-1"));
                await("each endpoint has met the mistake")
                        .until(() -> fleet.events().getOrDefault("closed with 1013", 0) >= Restarts.ENDPOINTS);
                relay.restart();
            });

            fleet.assertNoneLost();
        }
    }

    /** The last test: it leaves the relay deployed as version 2. */
    @Test
    @Order(Integer.MAX_VALUE)
    void aNewVersionBesideTheOldOneCostsNoEndpoint() throws IOException {
        try (EndpointFleet fleet = EndpointFleet.start(relay.addresses().get(0), Restarts.ENDPOINTS)) {
            fleet.across(() -> {
                tomcat.deploy(relay.site(), "2");
                tomcat.undeploy(relay.site(), "");
            });

            fleet.assertNoneLost();
            assertThat(fleet.events()).containsEntry(Restarts.CLOSED, Restarts.ENDPOINTS);
        }
    }
}
