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
                counters -> counters.lost,
                counters -> counters.reordered,
                counters -> counters.altered,
                counters -> counters.returned,
                counters -> counters.unexpected,
                counters -> counters.failed,
                counters -> counters.closed);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void oneFaultIsUnsound(Function<BenchCounters, LongAdder> fault) {
        BenchCounters counters = new BenchCounters();
        counters.sent.add(10);
        counters.delivered.add(9);
        assertThat(counters.sound()).isTrue();

        fault.apply(counters).increment();

        assertThat(counters.sound()).isFalse();
    }

    @Test
    void firstProblemIsKept() {
        BenchCounters counters = new BenchCounters();
        assertThat(counters.firstProblem()).isNull();

        counters.problem("first");
        counters.problem("second");

        assertThat(counters.firstProblem()).isEqualTo("first");
    }

    @Test
    void latencyOutOfRangeIsRecorded() {
        BenchCounters counters = new BenchCounters();

        counters.recordLatency(Long.MAX_VALUE);
        counters.recordLatency(-1);

        assertThat(counters.latencies().getTotalCount()).isEqualTo(2);
        assertThat(counters.latencies().getTotalCount())
                .as("asked a second time")
                .isZero();
    }
}
