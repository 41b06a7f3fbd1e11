package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** Clients on all nodes of a cluster, each of which sends to each all the time, and the accounting of their messages. */
final class ClusterTraffic implements AutoCloseable {
    private static final int CLIENTS_PER_NODE = 2;
    /** Between two messages of one client. */
    private static final Duration STEP = Duration.ofMillis(20);
    /** The close code of a relay that stops (RFC 6455, section 7.4.1). */
    private static final int RELAY_STOPS = 1001;
    /** Characters of a message's text. */
    private static final int SIZE = 500;

    private final RelayCluster cluster;
    private final Ledger ledger;
    private final Thread thread = new Thread(this::run, "cluster-traffic");

    /** With their nodes. */
    @GuardedBy("this")
    private final Map<ChaosLink, Integer> links = new HashMap<>();

    /** Those whose node is about to close them, with their uuids. */
    @GuardedBy("this")
    private final Map<ChaosLink, UUID> leaving = new HashMap<>();

    @GuardedBy("this")
    private final List<UUID> uuids = new ArrayList<>();

    @GuardedBy("this")
    private int steps;

    private volatile boolean stopped;

    /**
     * Starts the traffic.
     *
     * @param excused the reasons for which messages to reading clients may be returned
     */
    ClusterTraffic(RelayCluster cluster, Pattern excused) {
        this.cluster = cluster;
        this.ledger = new Ledger(0, excused);
        for (int node = 0; node < cluster.nodes().size(); node++) {
            connect(node);
        }
        thread.start();
    }

    /** Connects further clients to a node. */
    synchronized void connect(int node) {
        for (int i = 0; i < CLIENTS_PER_NODE; i++) {
            UUID uuid = UUID.randomUUID();
            connect(node, ClientGeneration.byTurns(i), uuid);
            uuids.add(uuid);
        }
    }

    @GuardedBy("this")
    private void connect(int node, ClientGeneration generation, UUID uuid) {
        TestPeer peer = new Handshake(cluster.address(node)).open();
        ChaosLink link = new ChaosLink(ledger, "client of node " + node, generation, peer, uuid);
        link.register(uuid);
        links.put(link, node);
    }

    /** A node is about to stop. Each of its clients connects to the next node as soon as it is closed. */
    synchronized void expectStopOf(int node) {
        links.forEach((link, own) -> {
            if (own == node && link.isUsable()) {
                ledger.offends(link.connection(), RELAY_STOPS);
                leaving.put(link, link.connection().current());
            }
        });
    }

    /** Waits until the clients of the nodes that have stopped are registered at other ones. */
    void awaitMoved() {
        await("the clients are at other nodes").until(this::haveMoved);
    }

    private synchronized boolean haveMoved() {
        return leaving.isEmpty()
                && links.keySet().stream().filter(ChaosLink::isUsable).allMatch(ChaosLink::isRegistered);
    }

    @GuardedBy("this")
    private void move() {
        List<ChaosLink> closed =
                leaving.keySet().stream().filter(link -> !link.isUsable()).toList();
        for (ChaosLink link : closed) {
            UUID uuid = Objects.requireNonNull(leaving.remove(link));
            int next = (Objects.requireNonNull(links.get(link)) + 1)
                    % cluster.nodes().size();
            connect(next, link.connection().generation, uuid);
        }
    }

    /** A node is about to be killed, and its clients' connections with it. */
    synchronized void expectEndOf(int node) {
        links.forEach((link, own) -> {
            if (own == node) {
                ledger.departs(link.connection(), LedgerDeparture.NODE_KILLED);
            }
        });
    }

    private void run() {
        while (!stopped) {
            step();
            LockSupport.parkNanos(STEP.toNanos());
        }
    }

    private synchronized void step() {
        steps++;
        int next = steps;
        for (ChaosLink link : links.keySet()) {
            link.drain();
            // Endpoints wait for their registration, too: a node asks the others first.
            if (link.isUsable() && link.isRegistered()) {
                link.send(uuids.get(next++ % uuids.size()), SIZE);
            }
        }
        move();
    }

    private synchronized int steps() {
        return steps;
    }

    /** Waits until each client has sent this number of further messages. */
    void awaitSteps(int more) {
        int enough = steps() + more;
        await("traffic").until(() -> steps() >= enough);
    }

    /** Sends nothing more; fails unless each message is delivered or returned, or reported as uncertain, and none is both. */
    void assertAccounted() {
        stop();
        try {
            await("each message is accounted for").until(this::isSettled);
        } catch (ConditionTimeoutException e) {
            // The violations say what is missing.
        }
        assertThat(ledger.violations()).as(ledger.summary()).isEmpty();
        System.out.println("TRAFFIC " + ledger.summary());
    }

    private synchronized boolean isSettled() {
        links.keySet().forEach(ChaosLink::drain);
        ledger.uncertain(ChaosRelay.uncertain(cluster.logs()));
        return ledger.unsettled().isEmpty();
    }

    private void stop() {
        stopped = true;
        try {
            thread.join(Patience.LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(thread.isAlive()).isFalse();
    }

    @Override
    public void close() {
        stop();
        synchronized (this) {
            links.keySet().forEach(ChaosLink::abandon);
        }
    }
}
