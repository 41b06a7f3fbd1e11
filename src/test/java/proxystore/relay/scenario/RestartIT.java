package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A restart costs no endpoint: each is closed with 1001 and registers again. The system property {@code relay.restarts}
 * sets the number of restarts.
 */
class RestartIT {
    private static final int RESTARTS = Integer.getInteger("relay.restarts", 2);
    private static final int ENDPOINTS = 100;

    @Test
    void standalone() throws IOException {
        assertRestartsCostNoEndpoint(RestartableRelay.standalone("standalone-restarts", Map.of()));
    }

    @Test
    void standaloneWithTls() throws IOException {
        assertRestartsCostNoEndpoint(RestartableRelay.standaloneTls("standalone-tls-restarts"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomcat-10.1", "tomcat-11.0"})
    void tomcat(String name) throws IOException {
        assertRestartsCostNoEndpoint(RestartableRelay.in(new TomcatContainer(name), name + "-restarts", Map.of()));
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
        Container.Site site = ContainerRelay.site(name + "-new-version", "");
        try (RunningRelay relay = ContainerRelay.start(tomcat, site);
                EndpointFleet fleet = EndpointFleet.start(relay.address(), ENDPOINTS)) {
            fleet.across(() -> {
                tomcat.deploy(site, "2");
                tomcat.undeploy(site, "");
            });

            fleet.assertNoneLost();
            assertThat(fleet.events()).containsEntry("closed with 1001", ENDPOINTS);
        }
    }

    private static void assertRestartsCostNoEndpoint(RestartableRelay restartable) throws IOException {
        List<EndpointFleet> fleets = new ArrayList<>();
        try (RestartableRelay relay = restartable) {
            relay.addresses().forEach(address -> fleets.add(EndpointFleet.start(address, ENDPOINTS)));
            for (int i = 0; i < RESTARTS; i++) {
                EndpointFleet.across(fleets, relay::restart);
            }
            for (EndpointFleet fleet : fleets) {
                System.out.println(relay + ", " + RESTARTS + " restarts: " + fleet);
                fleet.assertNoneLost();
                assertThat(fleet.events())
                        .containsEntry("closed with 1001", RESTARTS * ENDPOINTS)
                        .doesNotContainKey("ended without a close frame: REGISTERED");
            }
        } finally {
            fleets.forEach(EndpointFleet::close);
        }
    }
}
