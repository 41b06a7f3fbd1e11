package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.util.List;
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

/**
 * A restart of Tomcat with a stuck client, a mistake in a setting and a new version of the relay cost no endpoint. One Tomcat
 * serves all tests. {@link ContainerLifeIT} restarts it without any of them.
 */
@Order(2)
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"tomcat-10.1", "tomcat-11.0"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // JUnit sets the parameter and calls startTomcat() first
class TomcatRestartIT {
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

    @Test
    void aNewVersionTakesNewClientsAndTheOldOneKeepsItsOwn() throws IOException {
        ServletContainer.Installation application = relay.site().at("/relay");
        try (Peers peers = new Peers(RelayAddress.plain(relay.port(), "/relay/"))) {
            tomcat.deploy(application, "1");
            TestEndpoint alice = peers.register(ClientGeneration.V0_5);
            TestEndpoint bob = peers.register(ClientGeneration.V1_0);

            tomcat.deploy(application, "2");

            assertThat(application.base().resolve("webapps")).isDirectoryContaining("glob:**/relay##2.war");
            TestEndpoint carol = peers.register(ClientGeneration.V1_0);
            carol.assertUnknown(alice.uuid());
            alice.reaches(bob);

            tomcat.undeploy(application, "1");

            assertThat(List.of(alice.peer(), bob.peer()))
                    .allSatisfy(peer -> assertThat(peer.awaitClose().code()).isEqualTo(1001));
            carol.assertRegisteredAndQuiet();
            assertThat(tomcat.leaks(application)).isEqualToIgnoringNewLines("OK - No memory leaks found");
            tomcat.undeploy(application, "2");
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
