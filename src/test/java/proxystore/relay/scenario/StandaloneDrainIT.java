package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A relay with many clients that stops. The system property {@code relay.drain.clients} sets their number. */
class StandaloneDrainIT {
    private static final int CLIENTS = Integer.getInteger("relay.drain.clients", 2_000);

    @Test
    void eachOfThousandsOfClientsGetsItsCloseFrameInTime() throws IOException, InterruptedException {
        try (RelayUnderTest relay = StandaloneRelay.start("standalone-drain", Map.of());
                Crowd crowd = Crowd.register(relay.address(), CLIENTS)) {
            Process process = relay.process().process();
            long startNanos = System.nanoTime();
            process.destroy(); // SIGTERM

            Map<Integer, Integer> ends = crowd.awaitEnds(Patience.LIMIT);
            Duration taken = Duration.ofNanos(System.nanoTime() - startNanos);

            assertThat(ends).containsExactly(Map.entry(1001, CLIENTS));
            assertThat(process.waitFor(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(relay.process().log())
                    .contains(
                            "Stopping: closing " + CLIENTS + " connections within 1 s",
                            "Stopped: connections closed: " + CLIENTS + ", cut off: 0");
            System.out.println(CLIENTS + " clients were closed within " + taken.toMillis() + " ms");
        }
    }
}
