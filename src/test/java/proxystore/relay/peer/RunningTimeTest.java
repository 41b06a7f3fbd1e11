package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RunningTimeTest {
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final SettableClock clock = new SettableClock();
    private final RunningTime time = new RunningTime(TICK, GRACE, clock.getAsLong());

    private Duration tickAfter(Duration passed) {
        clock.advance(passed);
        return Duration.ofNanos(time.tick(clock.getAsLong()));
    }

    private Duration since(long startNanos) {
        return Duration.ofNanos(time.sinceNanos(startNanos));
    }

    @Test
    void timeThatPassesTickByTickCounts() {
        long start = clock.getAsLong();
        for (int i = 1; i <= 100; i++) {
            assertThat(tickAfter(TICK.plus(RunningTime.SHORTEST_PAUSE))).isZero();
        }
        assertThat(since(start)).isEqualTo(Duration.ofSeconds(150));
        assertThat(time.nowNanos()).isEqualTo(clock.getAsLong());
    }

    @Test
    void pauseDoesNotCountAndNeitherDoesTheSameTimeAfterIt() {
        long start = clock.getAsLong();
        tickAfter(TICK);
        assertThat(tickAfter(Duration.ofSeconds(4))).isEqualTo(Duration.ofSeconds(3));
        for (int i = 0; i < 10; i++) {
            tickAfter(TICK);
        }
        assertThat(since(start)).isEqualTo(Duration.ofSeconds(15 - 3 - 3));
    }

    @Test
    void additionalTimeIsLimitedForAllPausesTogether() {
        long start = clock.getAsLong();
        for (int i = 0; i < 10; i++) {
            tickAfter(TICK.plusSeconds(3));
        }
        assertThat(since(start)).isEqualTo(Duration.ofSeconds(10).minus(GRACE));
    }

    @Test
    void pauseBeforeTheStartIsNoneOfItsMatter() {
        tickAfter(Duration.ofHours(1));
        long start = clock.getAsLong();
        tickAfter(TICK);
        assertThat(since(start)).isEqualTo(TICK);
    }

    @Test
    void ofAPauseThatHadBegunOnlyTheRestIsGranted() {
        tickAfter(TICK);
        clock.advance(Duration.ofSeconds(8));
        long start = clock.getAsLong();
        tickAfter(Duration.ofSeconds(2));
        tickAfter(TICK);
        assertThat(since(start)).isEqualTo(Duration.ofSeconds(3 - 2 - 2));
    }

    @Test
    void oldestOfTooManyPausesAreForgotten() {
        long start = clock.getAsLong();
        for (int i = 0; i < 1_000; i++) {
            tickAfter(TICK.plusSeconds(1));
        }
        assertThat(since(start)).isEqualTo(Duration.ofSeconds(2_000 - 64).minus(GRACE));
    }
}
