package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import proxystore.relay.standalone.tls.TestCertificates;

/**
 * Chaos, with accounts that must balance. {@code -Drelay.chaos.seconds} sets its length for each relay, and
 * {@code -Drelay.chaos.seed} chooses other steps.
 */
@Order(1)
class ChaosIT {
    private static final int SECONDS = Integer.getInteger("relay.chaos.seconds", 8);
    private static final int CLIENTS = 200;
    /** Between two questions to the relay's JVM, each of which costs it a full collection. */
    private static final Duration ASK = Duration.ofSeconds(1);
    /** Ends of the names of the classes of which nothing may be left. */
    private static final List<String> QUEUED = List.of("peer.OutboundMessage", "peer.Outbox$Send", "peer.Client");

    private static final long SEED = Long.getLong("relay.chaos.seed", 20_261_127);

    /** The relays. */
    enum ChaosRelay {
        STANDALONE {
            @Override
            RelayUnderTest start() throws IOException {
                return StandaloneRelay.start("chaos-standalone", ChaosRun.SETTINGS);
            }
        },
        STANDALONE_TLS {
            @Override
            RelayUnderTest start() throws IOException {
                TestCertificates certificates = TestCertificates.in(Artifacts.emptyDirectory("chaos-tls"));
                return StandaloneRelay.startTls(
                        "chaos-tls",
                        ChaosRun.SETTINGS,
                        certificates.certfile(),
                        certificates.keyfile(),
                        certificates.trusting());
            }
        };

        abstract RelayUnderTest start() throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void everyMessageIsDeliveredOrReturned(ChaosRelay kind) throws IOException {
        try (RelayUnderTest relay = kind.start()) {
            try (Peers peers = new Peers(relay.address())) {
                peers.registerMany(20).forEach(TestEndpoint::assertRegisteredAndQuiet);
            }
            JvmProbe probe = new JvmProbe(relay.process());
            int threads = probe.relayThreads().size();
            long sockets = relay.process().sockets(); // the probe's among them
            try (ChaosRun chaos = new ChaosRun(relay.address(), SEED, CLIENTS, Patience.LIMIT)) {
                chaos.run(Duration.ofSeconds(SECONDS));
                chaos.assertAccounted();
            }
            await("the relay has dropped everything, seed " + SEED)
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
