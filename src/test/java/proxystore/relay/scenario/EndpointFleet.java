package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Many endpoints that keep themselves registered by ProxyStore's rules, and an account of what became of them. Delays
 * between attempts are a tenth of ProxyStore's or less, so that restarts are quick to test and more of their moments are met.
 * Time limits are ProxyStore's own.
 */
final class EndpointFleet implements AutoCloseable {
    /** ProxyStore's are 1 s and, doubled each time, at most 60 s. */
    static final int FIRST_DELAY_MS = 100;

    static final int MAX_DELAY_MS = 1_000;

    /** Above a proxy's wait for its server, several time-outs and a slow container's start. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final int STACK_BYTES = 256 * 1024;

    private final List<RetryingEndpoint> endpoints = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<RetryingEndpoint, String> ended = new ConcurrentHashMap<>();
    private final Map<String, Integer> events = new ConcurrentSkipListMap<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    /** An endpoint's for a handshake, and again for the registration's answer. */
    private final Duration limit;

    private EndpointFleet(Duration limit) {
        this.limit = limit;
    }

    /** Starts endpoints with ProxyStore's time limit and waits until each is registered or has ended. */
    static EndpointFleet start(RelayAddress relay, int size) {
        return start(relay, size, Duration.ofSeconds(RetryingEndpoint.LIMIT_SECONDS));
    }

    /** Starts endpoints with another time limit. */
    static EndpointFleet start(RelayAddress relay, int size, Duration limit) {
        EndpointFleet fleet = new EndpointFleet(limit);
        for (int i = 0; i < size; i++) {
            RetryingEndpoint endpoint = new RetryingEndpoint(relay, fleet, i);
            Thread thread = new Thread(null, endpoint, "retrying-endpoint-" + i, STACK_BYTES);
            thread.setDaemon(true);
            fleet.endpoints.add(endpoint);
            fleet.threads.add(thread);
        }
        fleet.threads.forEach(Thread::start);
        fleet.awaitRegistered(Map.of());
        return fleet;
    }

    /** What interrupts the relay's service and restores it. */
    interface Interruption {
        void run() throws IOException;
    }

    /** Runs this, then waits until each endpoint is registered on a connection newer than before, or has ended. */
    void across(Interruption interruption) throws IOException {
        across(List.of(this), interruption);
    }

    /** One interruption for several fleets. */
    static void across(List<EndpointFleet> fleets, Interruption interruption) throws IOException {
        Map<RetryingEndpoint, Integer> before = new HashMap<>();
        for (EndpointFleet fleet : fleets) {
            fleet.endpoints.forEach(endpoint -> before.put(endpoint, endpoint.registrations()));
        }
        interruption.run();
        fleets.forEach(fleet -> fleet.awaitRegistered(before));
    }

    private void awaitRegistered(Map<RetryingEndpoint, Integer> before) {
        try {
            Awaitility.await("endpoints are registered or have ended")
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> endpoints.stream().allMatch(endpoint -> isSettled(endpoint, before)));
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(this + " does not settle", e);
        }
    }

    private static boolean isSettled(RetryingEndpoint endpoint, Map<RetryingEndpoint, Integer> before) {
        RetryingEndpoint.Stage stage = endpoint.stage();
        return stage == RetryingEndpoint.Stage.ENDED
                || (stage == RetryingEndpoint.Stage.REGISTERED
                        && endpoint.registrations() > before.getOrDefault(endpoint, 0));
    }

    /** How many endpoints have ended for good. */
    int lost() {
        return ended.size();
    }

    /** How often something happened to an endpoint, such as {@code closed with 1001}; by name. */
    Map<String, Integer> events() {
        return Map.copyOf(events);
    }

    void assertNoneLost() {
        assertThat(lost()).as("lost of %s", this).isZero();
    }

    /** Called by an endpoint's thread. */
    void ended(RetryingEndpoint endpoint, String cause) {
        count("ENDED " + cause);
        ended.put(endpoint, cause);
    }

    /** Called by any thread. */
    void count(String event) {
        events.merge(event, 1, Integer::sum);
    }

    Duration limit() {
        return limit;
    }

    /** Closes sockets that have reached their deadline. */
    ScheduledExecutorService clock() {
        return clock;
    }

    @Override
    public void close() {
        endpoints.forEach(RetryingEndpoint::stop);
        threads.forEach(Thread::interrupt);
        try {
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(RetryingEndpoint.LIMIT_SECONDS));
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            clock.shutdownNow();
        }
    }

    @Override
    public String toString() {
        return endpoints.size() + " endpoints, of which " + lost() + " have ended: " + events;
    }
}
