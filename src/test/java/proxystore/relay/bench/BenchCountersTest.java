package proxystore.relay.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BenchCountersTest {
    static Stream<Function<BenchCounters, LongAdder>> faults() {
        return Stream.of(
                tally -> tally.lost,
                tally -> tally.reordered,
                tally -> tally.altered,
                tally -> tally.returned,
                tally -> tally.unexpected,
                tally -> tally.failed,
                tally -> tally.closed);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void oneFaultIsEnough(Function<BenchCounters, LongAdder> fault) {
        BenchCounters tally = new BenchCounters();
        tally.sent.add(10);
        tally.delivered.add(9);
        assertThat(tally.sound()).isTrue();

        fault.apply(tally).increment();

        assertThat(tally.sound()).isFalse();
    }

    @Test
    void firstProblemIsKept() {
        BenchCounters tally = new BenchCounters();
        assertThat(tally.firstProblem()).isNull();

        tally.problem("first");
        tally.problem("second");

        assertThat(tally.firstProblem()).isEqualTo("first");
    }

    @Test
    void latencyBeyondTheScaleIsCountedAsTheLongest() {
        BenchCounters tally = new BenchCounters();

        tally.took(Long.MAX_VALUE);
        tally.took(-1);

        assertThat(tally.latencies().getTotalCount()).isEqualTo(2);
        assertThat(tally.latencies().getTotalCount()).as("asked a second time").isZero();
    }
}
