package proxystore.relay.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TrendTest {
    private static Trend of(long... values) {
        Trend trend = new Trend();
        for (long value : values) {
            trend.add(value);
        }
        return trend;
    }

    @Test
    void noValueAndOneValueDoNotGrow() {
        assertThat(of().growth()).isZero();
        assertThat(of(7).growth()).isZero();
    }

    @Test
    void equalValuesDoNotGrow() {
        assertThat(of(7, 7, 7, 7, 7, 7, 7, 7).growth()).isZero();
    }

    @Test
    void theFirstQuarterIsLeftOut() {
        assertThat(of(1, 3, 7, 7, 7, 7, 7, 7).growth()).isZero();
    }

    @Test
    void aLeakGrowsFromTheFirstToTheLastOfTheOtherValues() {
        assertThat(of(0, 0, 10, 20, 30, 40, 50, 60).growth()).isCloseTo(50, within(0.001));
    }

    @Test
    void valuesThatGoUpAndDownDoNotGrow() {
        assertThat(of(0, 0, 10, 11, 10, 10, 11, 10).growth()).isCloseTo(0, within(0.3));
    }
}
