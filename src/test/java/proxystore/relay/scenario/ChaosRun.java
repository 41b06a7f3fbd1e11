package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Hundreds of clients of both generations that register, take over, fight, send, freeze, reset, flood, crawl, offend and leave at
 * random, and the accounting of what became of their messages.
 */
final class ChaosRun implements AutoCloseable {
    /** Of the relay, so that longer messages are cheap. */
    static final int MAX_MESSAGE_BYTES = 65_536;

    /** The relay's settings. The outbox is small enough for floods to overflow it, and larger than what a reading client leaves in it. */
    static final Map<String, String> SETTINGS = Map.of(
            "RELAY_MAX_MESSAGE_BYTES", String.valueOf(MAX_MESSAGE_BYTES),
            "RELAY_OUTBOX_MAX_BYTES", String.valueOf(4 << 20),
            "RELAY_LOGGING_DEFAULT_LEVEL", "ERROR");

    private static final int DRIVERS = 6;
    /** The relay's reports are read at each of these attempts to settle. */
    private static final int REPORTS_EVERY = 20;
    /** Between two steps of one client. */
    private static final Duration STEP = Duration.ofMillis(800);

    private final long seed;
    /** The time for the relay to deliver or return what has been sent. */
    private final Duration patience;

    /** Of each node. */
    private final List<RelayAddress> relays;

    private final ChaosTolerance tolerance;
    private final Ledger ledger;
    private final List<ChaosClient> clients;
    /** What remains after the clients' departure. */
    private final ChaosLink observer;

    ChaosRun(List<RelayAddress> relays, long seed, int count, Duration patience, ChaosTolerance tolerance) {
        this.tolerance = tolerance;
        this.ledger = tolerance.newLedger();
        this.seed = seed;
        this.patience = patience;
        this.relays = relays;
        this.clients = IntStream.range(0, count)
                .mapToObj(i -> new ChaosClient(i, new ChaosScript(seed, i, count), ledger, relays))
                .toList();
        UUID uuid = ChaosScript.own(count);
        this.observer =
                new ChaosLink(ledger, "observer", ClientGeneration.V0_5, new Handshake(relays.get(0)).open(), uuid);
        observer.register(uuid);
    }

    /** Lets all clients follow their scripts for some time. */
    void run(Duration duration) {
        long endNanos = System.nanoTime() + duration.toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(DRIVERS);
        try {
            List<CompletableFuture<Void>> drivers = IntStream.range(0, DRIVERS)
                    .mapToObj(driver -> CompletableFuture.runAsync(() -> drive(driver, endNanos), threads))
                    .toList();
            drivers.forEach(CompletableFuture::join);
        } finally {
            threads.shutdownNow();
        }
    }

    private void drive(int driver, long endNanos) {
        List<ChaosClient> own = IntStream.range(0, clients.size())
                .filter(i -> i % DRIVERS == driver)
                .mapToObj(clients::get)
                .toList();
        for (long next = System.nanoTime(); next < endNanos; next = Math.max(next, System.nanoTime())) {
            own.forEach(ChaosClient::step);
            next += STEP.toNanos();
            while (System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
    }

    /** Fails unless every message, close code and registration is as it must be. Ends the connections. */
    void assertAccounted() {
        clients.forEach(ChaosClient::finish);
        settle();
        assertNoViolation();
        assertReachesOwners();
        clients.forEach(ChaosClient::leave);
        settle();
        assertReachesOwners();
        observer.leave(LedgerDeparture.CLOSE_FRAME);
        settle();
        assertNoViolation();
        System.out.println("CHAOS " + relays.get(0).url() + ", seed " + seed + ": " + ledger.summary());
    }

    /** Reads until every message and every departed connection is accounted for, or too much time has passed. */
    private void settle() {
        long endNanos = System.nanoTime() + patience.toNanos();
        for (int i = 1; isUnsettled() && System.nanoTime() < endNanos; i++) {
            if (i % REPORTS_EVERY == 0) {
                ledger.uncertain(tolerance.uncertain().get());
            }
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private boolean isUnsettled() {
        clients.forEach(ChaosClient::drain);
        observer.drain();
        return !ledger.unsettled().isEmpty();
    }

    /** The relay knows the live clients and no others: a message to each claimed uuid reaches its owner or is returned. */
    private void assertReachesOwners() {
        await("the relay knows the live clients, seed " + seed).untilAsserted(() -> {
            Map<UUID, List<LedgerConnection>> owners = ledger.owners();
            Map<LedgerMessage, List<LedgerConnection>> probes = new HashMap<>();
            owners.forEach((uuid, owner) -> probes.put(observer.send(uuid, 1), owner));
            settle();
            Stream<String> astray = probes.entrySet().stream()
                    .filter(probe -> !ledger.reached(probe.getKey(), probe.getValue()))
                    .map(probe -> ledger.history(probe.getKey()) + "; must reach " + probe.getValue());
            assertThat(astray)
                    .as("messages that did not reach the owner, seed %d", seed)
                    .isEmpty();
        });
    }

    private void assertNoViolation() {
        assertThat(ledger.violations())
                .as("violations, -Drelay.chaos.seed=%d, %s", seed, ledger.summary())
                .isEmpty();
    }

    @Override
    public void close() {
        clients.forEach(ChaosClient::abandon);
        observer.abandon();
    }
}
