package proxystore.relay.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import proxystore.relay.web.StatusHistory.Sample;

class StatusHistoryTest {
    private long nowNanos;
    private int clients;
    private long messages = 1_000;
    private final StatusHistory history = new StatusHistory(() -> clients, () -> messages, () -> nowNanos);

    private void sampleAfter(long seconds) {
        nowNanos += TimeUnit.SECONDS.toNanos(seconds);
        history.sample();
    }

    @Test
    void aSampleHasTheClientsAndTheRateSinceTheOneBefore() {
        assertThat(history.oldestFirst()).isEmpty();
        clients = 3;
        messages += 50;
        sampleAfter(10);
        messages += 60;
        sampleAfter(20); // the process stood still

        assertThat(history.oldestFirst())
                .containsExactly(new Sample(10_000_000_000L, 3, 5.0), new Sample(30_000_000_000L, 3, 3.0));
    }

    @Test
    void onlyTheSamplesOfTheLastHourAreKept() {
        for (int i = 1; i <= 2 * StatusHistory.CAPACITY + 5; i++) {
            clients = i;
            sampleAfter(StatusHistory.INTERVAL.toSeconds());
        }

        assertThat(history.oldestFirst()).hasSize(StatusHistory.CAPACITY);
        assertThat(history.oldestFirst().get(0).clients()).isEqualTo(StatusHistory.CAPACITY + 6);
        assertThat(history.oldestFirst()).last().extracting(Sample::clients).isEqualTo(clients);
        assertThat(StatusHistory.INTERVAL.multipliedBy(StatusHistory.CAPACITY)).hasHours(1);
    }
}
