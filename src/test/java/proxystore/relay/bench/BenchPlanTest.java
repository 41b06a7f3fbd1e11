package proxystore.relay.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchPlanTest {
    @ParameterizedTest
    @CsvSource({
        "0, 1, 160, 2, --pairs: 0 is out of range (1 to 10000)",
        "10001, 1, 160, 2, --pairs: 10001 is out of range (1 to 10000)",
        "1, 0, 160, 2, --rate: 0 is out of range (0.1 to 1000000)",
        "1, -5, 160, 2, --rate: -5 is out of range (0.1 to 1000000)",
        "1, 1000001, 160, 2, --rate: 1000001 is out of range (0.1 to 1000000)",
        "1, Infinity, 160, 2, --rate: Infinity is out of range (0.1 to 1000000)",
        "1, NaN, 160, 2, --rate: NaN is out of range (0.1 to 1000000)",
        "1, 1, 159, 2, --size: 159 is out of range (160 to 4000000)",
        "1, 1, 4000001, 2, --size: 4000001 is out of range (160 to 4000000)",
        "1, 1, 160, 1, --connections: 1 is out of range (2 to 100000)",
        "1, 1, 160, 100001, --connections: 100001 is out of range (2 to 100000)"
    })
    void numberOutOfRangeIsRefusedWithItsRange(int pairs, double rate, int size, int connections, String complaint) {
        assertThatThrownBy(() -> plan(pairs, rate, size, connections))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(complaint);
    }

    @ParameterizedTest
    @CsvSource({"1, 0.1, 160, 2", "10000, 1000000, 4000000, 100000"})
    void boundsAreAccepted(int pairs, double rate, int size, int connections) {
        assertThat(plan(pairs, rate, size, connections).clients()).isEqualTo(2 * pairs);
    }

    @ParameterizedTest
    @CsvSource({"0.1, PT0.1S", "10, PT10S", "3600, PT1H"})
    void secondsAreRead(double seconds, Duration duration) {
        assertThat(BenchPlan.seconds("--duration", seconds, BenchPlan.MIN_SECONDS))
                .isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "0.09", "3600.1", "Infinity", "NaN"})
    void durationOutOfRangeIsRefused(double seconds) {
        assertThatThrownBy(() -> BenchPlan.seconds("--duration", seconds, BenchPlan.MIN_SECONDS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--duration: ")
                .hasMessageEndingWith(" is out of range (0.1 to 3600)");
    }

    private static BenchPlan plan(int pairs, double rate, int size, int connections) {
        return new BenchPlan(
                Mode.RATE, BenchGeneration.MIXED, pairs, rate, size, connections, Duration.ZERO, Duration.ofSeconds(1));
    }
}
