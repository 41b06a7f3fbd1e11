package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import proxystore.relay.ClassHistogram;
import proxystore.relay.peer.Connection;

/** A relay that serves a healthy pair of clients while it is attacked, and the accounts of what that costs. */
final class AttackedRelay implements AutoCloseable {
    private static final Duration PACE = Duration.ofMillis(10);
    /** Of the pair within one attack: enough for a 99th percentile. */
    private static final int EXCHANGES = 100;
    /** What slows the pair does so each time. Another process of the machine does not. */
    private static final int ATTEMPTS = 3;

    private static final double PERCENTILE = 99;
    private static final int MAX_FACTOR = 3;
    /** Threads of an idle process wait that long, now and then, for one of two cores that other tests keep busy. */
    private static final long NOISE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** Of objects after a collection. Some classes and caches of libraries are there from their first use on. */
    private static final long MAX_MORE_BYTES = 1_500_000;
    /** Of a client: its registration and its end, and the warnings about its messages (logging.max_warnings). */
    private static final int LINES_OF_A_WEBSOCKET = 14;
    /** About connections that are refused: one for each kind (limits.md). */
    private static final int LINES_OF_REFUSALS = 6;
    /** Two for each registration that a client may repeat (rate.max_registrations_per_minute). */
    private static final int LINES_OF_REPEATED_REGISTRATIONS = 120;

    /** Between two questions to the relay's JVM, each of which costs it a full collection. */
    private static final Duration ASK = Duration.ofMillis(300);

    private static final double MILLI = 1e6;

    private final RelayUnderTest relay;
    private final RemoteJvm jvm;
    private final Peers peers;
    private final HealthyPair pair;
    /** The pair's, before the first attack. */
    private final long quietNanos;

    private int attacks;

    /** Takes over the relay, and closes it. */
    AttackedRelay(RelayUnderTest relay) throws IOException {
        this.relay = relay;
        this.jvm = new RemoteJvm(relay.process());
        this.peers = new Peers(relay.address());
        this.pair = new HealthyPair(peers, PACE);
        pair.awaitExchanges(EXCHANGES); // classes are loaded
        pair.takeTimes();
        pair.awaitExchanges(EXCHANGES);
        this.quietNanos = percentile(pair.takeTimes());
    }

    private static long percentile(Histogram nanos) {
        return nanos.getValueAtPercentile(PERCENTILE);
    }

    /**
     * Has clients attack this relay, and fails unless it treats them as documented, serves its pair nearly as fast as before,
     * and has dropped everything afterwards.
     *
     * @param other a relay that is not attacked meanwhile: its pair waits for the machine, and not for the offenders
     */
    void withstands(String title, Attack attack, AttackedRelay other) throws IOException {
        for (int attempt = 1; !isServedDuring(title, attack, other); attempt++) {
            assertThat(attempt)
                    .as("attempts in which the healthy pair was slow")
                    .isLessThan(ATTEMPTS);
        }
    }

    private boolean isServedDuring(String title, Attack attack, AttackedRelay other) throws IOException {
        Holdings before = Holdings.of(this);
        long lines = lines();
        pair.takeTimes();
        other.pair.takeTimes();
        int webSockets = run(attack);
        long nanos = percentile(pair.takeTimes());
        long limit = Math.max(NOISE_NANOS, MAX_FACTOR * Math.max(quietNanos, percentile(other.pair.takeTimes())));
        await("the relay has dropped everything")
                .pollInterval(ASK)
                .untilAsserted(() -> Holdings.of(this).assertBackAt(before));
        System.out.printf(
                "ATTACK %s: %.1f ms, limit %.1f ms, %d lines%n", title, nanos / MILLI, limit / MILLI, lines() - lines);
        assertThat(lines() - lines)
                .as("lines in the log")
                .isLessThanOrEqualTo(
                        LINES_OF_REFUSALS + LINES_OF_REPEATED_REGISTRATIONS + (long) LINES_OF_A_WEBSOCKET * webSockets);
        return nanos <= limit;
    }

    /** Returns the number of WebSockets that the offenders have opened. */
    private int run(Attack attack) throws IOException {
        int enough = pair.exchanges() + EXCHANGES;
        try (Offenders offenders = new Offenders(relay.address(), "127.0.7." + ++attacks)) {
            attack.run(offenders);
            pair.awaitExchanges(enough - pair.exchanges());
            return offenders.webSockets();
        }
    }

    private long lines() {
        return relay.process().log().lines().count();
    }

    /** What a relay's process holds. */
    private record Holdings(long descriptors, long connections, long heapBytes, long directBytes) {
        static Holdings of(AttackedRelay attacked) {
            ClassHistogram histogram = attacked.jvm.histogram();
            return new Holdings(
                    attacked.jvm.descriptors(),
                    histogram.instances(Connection.class),
                    histogram.totalBytes(),
                    attacked.jvm.directBytes());
        }

        void assertBackAt(Holdings before) {
            assertThat(descriptors).as("descriptors").isLessThanOrEqualTo(before.descriptors);
            assertThat(connections).as("connections").isLessThanOrEqualTo(before.connections);
            assertThat(heapBytes).as("bytes of objects").isLessThan(before.heapBytes + MAX_MORE_BYTES);
            assertThat(directBytes).as("bytes of direct buffers").isLessThan(before.directBytes + MAX_MORE_BYTES);
        }
    }

    @Override
    public void close() throws IOException {
        try (relay;
                peers;
                jvm) {
            pair.close();
        }
    }
}
