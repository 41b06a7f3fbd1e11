package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import proxystore.relay.standalone.tls.TestCertificates;

/**
 * Chaos, with accounts that must balance. {@code -Drelay.chaos.seconds} sets its length for each relay, and
 * {@code -Drelay.chaos.seed} repeats the steps of a run that failed.
 */
@Order(1)
class ChaosIT {
    private static final int SECONDS = Integer.getInteger("relay.chaos.seconds", 8);
    private static final int CLIENTS = 200;
    /** Between two questions to the relay's JVM, each of which costs it a full collection. */
    private static final Duration ASK = Duration.ofSeconds(1);
    /** Ends of the names of the classes of which nothing may be left. */
    private static final List<String> QUEUED = List.of("peer.OutboundMessage", "peer.Outbox$Send", "peer.Client");

    private static final Long GIVEN_SEED = Long.getLong("relay.chaos.seed");

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
        },
        TOMCAT {
            @Override
            RelayUnderTest start() throws IOException {
                return ContainerRelay.start(
                        new TomcatContainer("tomcat-11.0"), ContainerRelay.site("chaos-tomcat", ""), ChaosRun.SETTINGS);
            }
        };

        abstract RelayUnderTest start() throws IOException;
    }

    @ParameterizedTest
    @EnumSource
    void everyMessageIsDeliveredOrReturned(ChaosRelay kind) throws IOException {
        long seed = GIVEN_SEED == null ? ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE) : GIVEN_SEED;
        try (RelayUnderTest relay = kind.start()) {
            long sockets = relay.process().sockets();
            try (Peers peers = new Peers(relay.address())) {
                peers.registerMany(20).forEach(TestEndpoint::assertRegisteredAndQuiet);
            }
            JvmProbe probe = new JvmProbe(relay.process());
            int threads = probe.relayThreads().size();
            try (ChaosRun chaos = new ChaosRun(relay.address(), seed, CLIENTS, Patience.LIMIT)) {
                chaos.run(Duration.ofSeconds(SECONDS));
                chaos.assertAccounted();
            }
            await("the relay has dropped everything, seed " + seed)
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
