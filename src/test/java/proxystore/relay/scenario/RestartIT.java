package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A restart costs no endpoint: each loses its connection and registers again. The system property {@code relay.restarts}
 * sets the number of restarts.
 */
class RestartIT {
    private static final int RESTARTS = Integer.getInteger("relay.restarts", 2);
    private static final int ENDPOINTS = 100;
    /** Messages of 200 kB to a client that does not read. */
    private static final int MORE_THAN_THE_KERNEL_HOLDS = 40;
    /** What happens to an endpoint when its relay stops. */
    private static final String CLOSED = "closed with 1001";
    /** What happens to it in a container that ends connections together with its listeners. */
    private static final String CUT = "ended without a close frame: REGISTERED";

    @Test
    void standalone() throws IOException {
        try (RestartableRelay relay = RestartableRelay.standalone("standalone-restarts", Map.of())) {
            assertRestartsCostNoEndpoint(relay, CLOSED);
        }
    }

    @Test
    void standaloneWithTls() throws IOException {
        try (RestartableRelay relay = RestartableRelay.standaloneTls("standalone-tls-restarts")) {
            assertRestartsCostNoEndpoint(relay, CLOSED);
        }
    }

    static Stream<ServletContainer> containers() {
        return Stream.of(
                new TomcatContainer("tomcat-10.1"),
                new TomcatContainer("tomcat-11.0"),
                new WildFlyContainer("wildfly"),
                new PayaraMicroContainer("payara-micro"),
                GlassFishContainer.payara(),
                GlassFishContainer.glassFish());
    }

    @ParameterizedTest
    @MethodSource("containers")
    void container(ServletContainer container) throws IOException {
        try (RestartableRelay relay = RestartableRelay.in(container, container.name() + "-restarts", Map.of())) {
            assertRestartsCostNoEndpoint(relay, container.cutsAtShutdown() ? CUT : CLOSED);
        }
    }

    /** Over each of the relay's addresses at the same time. */
    private static void assertRestartsCostNoEndpoint(RestartableRelay relay, String event) throws IOException {
        List<EndpointFleet> fleets = new ArrayList<>();
        try {
            relay.addresses().forEach(address -> fleets.add(EndpointFleet.start(address, ENDPOINTS)));
            for (int i = 0; i < RESTARTS; i++) {
                EndpointFleet.across(fleets, relay::restart);
            }
            assertThat(fleets).allSatisfy(fleet -> {
                System.out.println(relay + ", " + RESTARTS + " restarts: " + fleet);
                fleet.assertNoneLost();
                assertThat(fleet.events()).containsEntry(event, RESTARTS * ENDPOINTS);
            });
        } finally {
            fleets.forEach(EndpointFleet::close);
        }
    }

    /** Tomcat closes its WebSockets one after the other, and waits for each. */
    @ParameterizedTest
    @ValueSource(strings = {"tomcat-10.1", "tomcat-11.0"})
    void aClientThatDoesNotReadCostsNoEndpoint(String name) throws IOException {
        try (RestartableRelay relay = RestartableRelay.in(new TomcatContainer(name), name + "-stuck", Map.of());
                Peers peers = new Peers(relay.addresses().get(0));
                EndpointFleet fleet = EndpointFleet.start(relay.addresses().get(0), ENDPOINTS)) {
            TestEndpoint sender = peers.register(ClientGeneration.V1_0);
            TestEndpoint stuck =
                    peers.register(ClientGeneration.V1_0, peers.handshake().receiveBuffer(4096));
            stuck.peer().freeze();
            for (int i = 0; i < MORE_THAN_THE_KERNEL_HOLDS; i++) {
                sender.peer()
                        .send(TestMessages.peerConnection(
                                sender.uuid(), stuck.uuid(), "offer", TestMessages.sdp(200_000)));
            }

            fleet.across(relay::restart);

            fleet.assertNoneLost();
            assertThat(fleet.events()).containsEntry(CLOSED, ENDPOINTS);
        }
    }

    /** It would if the relay were not deployed: Tomcat answers 404 then, and with an HTTP error an endpoint ends. */
    @ParameterizedTest
    @ValueSource(strings = {"tomcat-10.1", "tomcat-11.0"})
    void aMistakeInASettingCostsNoEndpoint(String name) throws IOException {
        try (RestartableRelay relay = RestartableRelay.in(new TomcatContainer(name), name + "-restarts", Map.of());
                EndpointFleet fleet = EndpointFleet.start(relay.addresses().get(0), ENDPOINTS)) {
            fleet.across(() -> {
                relay.restart(Map.of("RELAY_OUTBOX_SEND_TIMEOUT", "-1"));
                await("each endpoint has met the mistake")
                        .until(() -> fleet.events().getOrDefault("closed with 1013", 0) >= ENDPOINTS);
                relay.restart();
            });

            fleet.assertNoneLost();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomcat-10.1", "tomcat-11.0"})
    void aNewVersionBesideTheOldOneCostsNoEndpoint(String name) throws IOException {
        ManagedTomcat tomcat = new ManagedTomcat(name);
        ServletContainer.Installation site = ContainerRelay.site(name + "-new-version", "");
        try (RelayUnderTest relay = ContainerRelay.start(tomcat, site);
                EndpointFleet fleet = EndpointFleet.start(relay.address(), ENDPOINTS)) {
            fleet.across(() -> {
                tomcat.deploy(site, "2");
                tomcat.undeploy(site, "");
            });

            fleet.assertNoneLost();
            assertThat(fleet.events()).containsEntry(CLOSED, ENDPOINTS);
        }
    }

    @Test
    void aNewVersionBehindClosedListenersCostsNoEndpoint() throws IOException {
        WildFlyContainer wildFly = new WildFlyContainer("wildfly");
        ServletContainer.Installation site = ContainerRelay.site("wildfly-new-version", "");
        try (RelayUnderTest relay = ContainerRelay.start(wildFly, site);
                EndpointFleet fleet = EndpointFleet.start(relay.address(), ENDPOINTS)) {
            fleet.across(() -> {
                wildFly.beforeStop(site);
                wildFly.undeploy(site);
                wildFly.deploy(site);
                wildFly.afterStart(site);
            });

            fleet.assertNoneLost();
            assertThat(fleet.events()).containsEntry(CLOSED, ENDPOINTS);
        }
    }
}
