package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.scenario.Patience.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Rounds of chaos against one relay, by the profile {@code soak}: after each the accounts balance and all clients have left. The
 * relay's memory, files and threads must not grow over the rounds. {@code relay.soak.minutes} sets the length, {@code
 * relay.soak.relay} chooses a {@link ChaosRelay}.
 */
@EnabledIfSystemProperty(named = "relay.soak.minutes", matches = "[1-9][0-9]*")
class SoakIT {
    private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("relay.soak.minutes", 0));
    private static final ChaosRelay RELAY =
            ChaosRelay.valueOf(System.getProperty("relay.soak.relay", ChaosRelay.STANDALONE.name()));
    private static final Duration ROUND = Duration.ofSeconds(20);
    private static final int CLIENTS = 300;
    /** Growth over all rounds: less than a hundred bytes of each connection of a run of 20 minutes. */
    private static final long MAX_HEAP_GROWTH = 1 << 20;
    /** Growth over all rounds. */
    private static final double MAX_COUNT_GROWTH = 2;

    private final Trend heapBytes = new Trend();
    private final Trend residentKilobytes = new Trend();
    private final Trend files = new Trend();
    private final Trend threads = new Trend();

    @Test
    void hoursOfChurnLeaveNothing() throws IOException {
        long seed = Long.getLong("relay.chaos.seed", 1);
        long endNanos = System.nanoTime() + LENGTH.toNanos();
        try (RelayUnderTest relay = RELAY.start("soak")) {
            JvmProbe probe = new JvmProbe(relay.process());
            probe.histogram();
            long sockets = relay.process().sockets(); // the probe's among them
            for (long round = 0; System.nanoTime() - endNanos < 0; round++) {
                try (ChaosRun chaos = new ChaosRun(
                        List.of(relay.address()), seed + round, CLIENTS, Patience.LIMIT, RELAY.tolerance(relay))) {
                    chaos.run(ROUND);
                    chaos.assertAccounted();
                }
                await("no socket is left, seed " + (seed + round))
                        .until(() -> relay.process().sockets() <= sockets);
                measure(probe);
            }
        }
        assertThat(heapBytes.growth()).as("heap, bytes: %s", heapBytes).isLessThan(MAX_HEAP_GROWTH);
        assertThat(files.growth()).as("open files: %s", files).isLessThan(MAX_COUNT_GROWTH);
        assertThat(threads.growth()).as("threads: %s", threads).isLessThan(MAX_COUNT_GROWTH);
    }

    private void measure(JvmProbe probe) throws IOException {
        heapBytes.add(probe.histogram().totalBytes());
        residentKilobytes.add(probe.residentKilobytes());
        files.add(probe.openFiles());
        threads.add(probe.threads());
        System.out.println("SOAK " + RELAY + ": heap " + heapBytes + " B, resident " + residentKilobytes + " kB, files "
                + files + ", threads " + threads);
    }
}
