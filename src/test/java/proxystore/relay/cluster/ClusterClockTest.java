package proxystore.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import proxystore.relay.peer.SettableClock;

class ClusterClockTest {
    private static final Duration START = Duration.ofDays(20_000);

    private final SettableClock time = new SettableClock();
    private final ClusterClock clock = clock("one", Duration.ZERO);

    private ClusterClock clock(String node, Duration ahead) {
        return new ClusterClock(START.plus(ahead).toMillis(), time, node);
    }

    @Test
    void stampsOfOneMomentGrowAndAreNotNegative() {
        long first = clock.next();
        assertThat(first).isPositive();
        assertThat(clock.next()).isGreaterThan(first);
        time.advance(Duration.ofMillis(1));
        assertThat(clock.next()).isGreaterThan(first + 1);
    }

    @Test
    void stampsOfManyThreadsDiffer() {
        Set<Long> stamps = ConcurrentHashMap.newKeySet();
        IntStream.range(0, 10_000).parallel().forEach(i -> stamps.add(clock.next()));
        assertThat(stamps).hasSize(10_000);
    }

    @Test
    void stampsOfNodesWhoseClocksDifferAreInTheOrderOfTimeOnceTheyHaveHeardOfEachOther() {
        ClusterClock behind = clock("two", Duration.ofMinutes(-7));
        assertThat(behind.next()).isLessThan(clock.next());
        assertThat(behind.observe(clock.now())).isTrue();
        for (int i = 0; i < 100; i++) {
            long before = clock.next();
            time.advance(Duration.ofMillis(1));
            long after = behind.next();
            assertThat(after).isGreaterThan(before);
            time.advance(Duration.ofMillis(1));
            assertThat(clock.next()).isGreaterThan(after);
        }
        assertThat(behind.ahead()).isEqualTo(Duration.ofMinutes(7));
        assertThat(clock.ahead()).isZero();
    }

    @Test
    void stampIsGreaterThanOneThatWasHeardOfInTheSameMoment() {
        ClusterClock other = clock("two", Duration.ZERO);
        for (int i = 0; i < 100; i++) {
            long stamp = other.next();
            clock.observe(stamp);
            assertThat(clock.next()).isGreaterThan(stamp);
            other.observe(clock.next());
        }
    }

    @Test
    void nodesThatHearOfEachOtherOftenDoNotDriveTheirClocksForward() {
        ClusterClock other = clock("two", Duration.ZERO);
        for (int i = 0; i < 10_000; i++) {
            clock.observe(other.next());
            other.observe(clock.next());
        }
        // each stamp is greater than the one before it, and a millisecond has 65,536 of them
        assertThat(clock.ahead()).isLessThan(Duration.ofMillis(2));
        assertThat(other.ahead()).isLessThan(Duration.ofMillis(2));
    }

    @Test
    void clockThatIsMoreThanADayAheadIsNotFollowedHoweverSlowlyItGetsThere() {
        long before = clock.now();
        assertThat(clock.observe(clock("two", Duration.ofHours(23)).now())).isTrue();
        assertThat(clock.observe(clock("two", Duration.ofHours(25)).now())).isFalse();
        assertThat(clock.observe(Long.MAX_VALUE)).isFalse();
        assertThat(clock.observe(-1)).isFalse();
        assertThat(clock.ahead()).isEqualTo(Duration.ofHours(23));
        assertThat((clock.now() - before) >>> 16).isEqualTo(Duration.ofHours(23).toMillis());
    }

    @Test
    void clockThatIsBehindHasNoEffect() {
        long before = clock.now();
        assertThat(clock.observe(0)).isTrue();
        assertThat(clock.now()).isEqualTo(before);
    }
}
