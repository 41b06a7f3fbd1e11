package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Chaos, with accounts that must balance. {@code -Drelay.chaos.seconds} sets its length for each relay, and
 * {@code -Drelay.chaos.seed} chooses other steps.
 */
@Order(1)
class ChaosIT {
    private static final int SECONDS = Integer.getInteger("relay.chaos.seconds", 20);
    private static final int CLIENTS = 300;
    /** Between two questions to the relay's JVM, each of which costs it a full collection. */
    private static final Duration ASK = Duration.ofSeconds(1);
    /** A peer that does not answer the close is cut after 20 s; the thread that cuts it ends when it was idle for 10 s. */
    private static final Duration CLEARED = Duration.ofSeconds(60);
    /** Ends of the names of the classes of which nothing may be left. */
    private static final List<String> QUEUED = List.of("peer.OutboundMessage", "peer.Outbox$Send", "peer.Client");

    private static final long SEED = Long.getLong("relay.chaos.seed", 20_261_127);

    @ParameterizedTest
    @EnumSource
    void everyMessageIsDeliveredOrReturned(ChaosRelay kind) throws IOException {
        try (RelayUnderTest relay = kind.start("chaos-" + kind.name().toLowerCase(Locale.ROOT))) {
            try (Peers peers = new Peers(relay.address())) {
                peers.registerMany(20).forEach(TestEndpoint::assertRegisteredAndQuiet);
            }
            JvmProbe probe = new JvmProbe(relay.process());
            int threads = probe.relayThreads().size();
            long sockets = relay.process().sockets(); // the probe's among them
            try (ChaosRun chaos =
                    new ChaosRun(List.of(relay.address()), SEED, CLIENTS, Patience.LIMIT, kind.tolerance(relay))) {
                chaos.run(Duration.ofSeconds(SECONDS));
                chaos.assertAccounted();
            }
            await("the relay has dropped everything, seed " + SEED)
                    .atMost(CLEARED)
                    .pollInterval(ASK)
                    .untilAsserted(() -> {
                        assertThat(relay.process().sockets()).isLessThanOrEqualTo(sockets);
                        assertThat(probe.relayThreads()).hasSizeLessThanOrEqualTo(threads);
                        assertThat(probe.histogram().relayLines())
                                .noneMatch(line -> QUEUED.stream().anyMatch(line::endsWith));
                    });
        }
    }
}
