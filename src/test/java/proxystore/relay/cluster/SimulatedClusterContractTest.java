package proxystore.relay.cluster;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import proxystore.relay.routing.PeerNetwork;

/** Three nodes in simulated time, whose messages take up to 20 ms to the server and from it, and whose clocks differ. */
class SimulatedClusterContractTest extends PeerNetworkContract {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration STEP = Duration.ofMillis(1);

    private final SimulatedNats nats = new SimulatedNats(1, Duration.ofMillis(20));

    @Override
    List<PeerNetwork> networks() {
        return Stream.of(Duration.ZERO, Duration.ofMinutes(3), Duration.ofMinutes(-7))
                .map(ahead -> nats.node(ahead).peerNetwork())
                .toList();
    }

    @Override
    void eventually(Runnable assertion) {
        Duration waited = Duration.ZERO;
        while (true) {
            try {
                assertion.run();
                return;
            } catch (AssertionError e) {
                if (waited.compareTo(PATIENCE) > 0) {
                    throw e;
                }
            }
            nats.run(STEP);
            waited = waited.plus(STEP);
        }
    }

    @Override
    void settle() {
        nats.run(Duration.ofSeconds(1));
    }

    @Override
    void close() {
        nats.assertNothingIsLeft();
    }
}
