package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import proxystore.relay.config.RateConfig;

class ConnectionRatesTest {
    private final SettableClock clock = new SettableClock();
    private RateConfig limits = new RateConfig(3, 100, 2, Duration.ofSeconds(2), 4, 5);
    private final ConnectionRates rates = new ConnectionRates(() -> limits, clock);

    private static int allowed(BooleanSupplier take) {
        int allowed = 0;
        while (allowed < 1_000 && take.getAsBoolean()) {
            allowed++;
        }
        return allowed;
    }

    @Test
    void eachRateHasItsBurstAndItsRefill() {
        assertThat(allowed(() -> rates.takeMessage(1))).isEqualTo(6);
        assertThat(allowed(rates::takePing)).isEqualTo(4);
        assertThat(allowed(rates::takeRegistration)).isEqualTo(4);
        assertThat(allowed(rates::takeMalformed)).isEqualTo(5);
        clock.advance(Duration.ofSeconds(1));
        assertThat(allowed(() -> rates.takeMessage(1))).isEqualTo(3);
        assertThat(allowed(rates::takePing)).isEqualTo(2);
        assertThat(allowed(rates::takeRegistration)).isZero();
        clock.advance(Duration.ofSeconds(59));
        assertThat(allowed(rates::takeRegistration)).isEqualTo(4);
        assertThat(allowed(rates::takeMalformed)).isEqualTo(5);
    }

    @Test
    void bytesOfLongMessagesArePaidForLater() {
        assertThat(rates.takeMessage(500)).isTrue();
        clock.advance(Duration.ofSeconds(2));
        assertThat(rates.takeMessage(1)).isFalse();
        clock.advance(Duration.ofSeconds(2));
        assertThat(rates.takeMessage(1)).isTrue();
    }

    @Test
    void zeroIsNoLimit() {
        RateConfig off = new RateConfig(0, 0, 0, Duration.ofSeconds(1), 0, 0);
        ConnectionRates none = new ConnectionRates(() -> off, clock);
        assertThat(allowed(() -> none.takeMessage(1 << 20))).isEqualTo(1_000);
        assertThat(allowed(none::takePing)).isEqualTo(1_000);
        assertThat(allowed(none::takeRegistration)).isEqualTo(1_000);
        assertThat(allowed(none::takeMalformed)).isEqualTo(1_000);
    }

    @Test
    void otherLimitsHoldAtOnceForAConnectionThatHasUsedItsRates() {
        assertThat(allowed(() -> rates.takeMessage(1))).isEqualTo(6);
        limits = new RateConfig(1, 0, 0, Duration.ofSeconds(4), 1, 0);
        assertThat(allowed(() -> rates.takeMessage(1))).isEqualTo(4);
        assertThat(allowed(rates::takePing)).isEqualTo(1_000);
        assertThat(allowed(rates::takeRegistration)).isEqualTo(1);
        assertThat(allowed(rates::takeMalformed)).isEqualTo(1_000);
    }

    @Test
    void aRateThatStaysIsNotFullAgainWhenAnotherOneChanges() {
        assertThat(allowed(() -> rates.takeMessage(1))).isEqualTo(6);
        limits = new RateConfig(3, 100, 1, Duration.ofSeconds(2), 4, 5);
        assertThat(allowed(() -> rates.takeMessage(1))).isZero();
        assertThat(allowed(rates::takePing)).isEqualTo(2);
    }
}
