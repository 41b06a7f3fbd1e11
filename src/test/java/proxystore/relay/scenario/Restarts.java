package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Endpoints that are connected to a relay over each of its addresses and through each reverse proxy, while it restarts.
 * The system property {@code relay.restarts} sets the number of restarts.
 */
final class Restarts implements AutoCloseable {
    /** Of a relay behind these proxies. */
    static final Map<String, String> SETTINGS = Map.of("RELAY_PROXY_TRUSTED", "127.0.0.1");

    static final int ENDPOINTS = 50;
    /** What happens to an endpoint when its relay stops. */
    static final String CLOSED = "closed with 1001";
    /** What happens to it in a container that ends connections together with its listeners. */
    static final String CUT = "ended without a close frame: REGISTERED";

    private final RestartableRelay relay;
    private final List<RunningProxy> proxies = new ArrayList<>();
    private final List<EndpointFleet> direct = new ArrayList<>();
    private final List<EndpointFleet> proxied = new ArrayList<>();

    private Restarts(RestartableRelay relay) {
        this.relay = relay;
    }

    /** Endpoints that connect to the relay itself. */
    static Restarts direct(RestartableRelay relay) {
        Restarts restarts = new Restarts(relay);
        restarts.start(() -> relay.addresses().forEach(restarts::connect));
        return restarts;
    }

    /** Endpoints that connect through a proxy. On a machine without the proxies there are none. */
    static Restarts behindProxies(RestartableRelay relay) {
        Restarts restarts = new Restarts(relay);
        restarts.start(restarts::connectThroughProxies);
        return restarts;
    }

    /** Both. */
    static Restarts directAndBehindProxies(RestartableRelay relay) {
        Restarts restarts = direct(relay);
        restarts.start(restarts::connectThroughProxies);
        return restarts;
    }

    private void start(EndpointFleet.Interruption connecting) {
        try {
            connecting.run();
        } catch (IOException | RuntimeException | AssertionError e) {
            close();
            throw new AssertionError(relay + ": endpoints do not connect", e);
        }
    }

    private void connect(RelayAddress address) {
        direct.add(EndpointFleet.start(address, ENDPOINTS));
    }

    private void connectThroughProxies() throws IOException {
        for (ReverseProxy proxy : ReverseProxy.values()) {
            if (RequiresProxy.Condition.isInstalled(proxy)) {
                RunningProxy running = RunningProxy.start(proxy, relay.name() + "-" + proxy, relay.port());
                proxies.add(running);
                proxied.add(EndpointFleet.start(running.address(), ENDPOINTS));
            }
        }
    }

    /**
     * Restarts the relay and asserts that each endpoint registers again each time.
     *
     * @param usually the number of restarts without the system property
     * @param event what happens at each restart to an endpoint that is connected to the relay itself
     */
    void assertCostNoEndpoint(int usually, String event) throws IOException {
        int restarts = Integer.getInteger("relay.restarts", usually);
        for (int i = 0; i < restarts; i++) {
            across(relay::restart);
        }
        assertNoneLost();
        assertThat(direct).allSatisfy(fleet -> assertThat(fleet.events()).containsEntry(event, restarts * ENDPOINTS));
    }

    /** Runs this and waits until each endpoint is registered again or has ended. */
    void across(EndpointFleet.Interruption interruption) throws IOException {
        EndpointFleet.across(fleets(), interruption);
    }

    void assertNoneLost() {
        assertThat(fleets()).allSatisfy(fleet -> {
            System.out.println(relay + ": " + fleet);
            fleet.assertNoneLost();
        });
    }

    /** Of all endpoints that are connected to the relay itself: the number of those to which this has happened. */
    int events(String event) {
        return direct.stream()
                .mapToInt(fleet -> fleet.events().getOrDefault(event, 0))
                .sum();
    }

    private List<EndpointFleet> fleets() {
        return Stream.concat(direct.stream(), proxied.stream()).toList();
    }

    @Override
    public void close() {
        fleets().forEach(EndpointFleet::close);
        proxies.forEach(RunningProxy::close);
    }
}
