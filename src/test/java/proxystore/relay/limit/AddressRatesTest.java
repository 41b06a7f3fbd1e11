package proxystore.relay.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AddressRatesTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private long nowNanos = Long.MAX_VALUE - 1_000;
    private final AddressRates rates = new AddressRates(1, 3, () -> nowNanos);

    private int taken(String address) {
        int taken = 0;
        while (rates.take(address)) {
            taken++;
        }
        return taken;
    }

    @Test
    void eachAddressHasItsRate() {
        assertThat(taken("192.0.2.1:1")).isEqualTo(3);
        assertThat(rates.take("192.0.2.1:2")).isFalse();
        assertThat(taken("192.0.2.2:1")).isEqualTo(3);
        nowNanos += 2 * SECOND;
        assertThat(taken("192.0.2.1:3")).isEqualTo(2);
    }

    @Test
    void addressesOfOneNetworkHaveOneRate() {
        assertThat(taken("[2001:db8::1]:1")).isEqualTo(3);
        assertThat(rates.take("[2001:db8::2]:1")).isFalse();
        assertThat(rates.take("[2001:db8:0:1::1]:1")).isTrue();
    }

    @Test
    void askingCountsNothing() {
        for (int i = 0; i < 10; i++) {
            assertThat(rates.allows("192.0.2.1:1")).isTrue();
        }
        assertThat(rates.size()).isZero();
        assertThat(taken("192.0.2.1:1")).isEqualTo(3);
        assertThat(rates.allows("192.0.2.1:1")).isFalse();
        assertThat(rates.allows("192.0.2.2:1")).isTrue();
    }

    @Test
    void idleAddressesAreForgotten() {
        for (int i = 0; i < 100; i++) {
            rates.take("192.0.2." + i);
        }
        assertThat(rates.size()).isEqualTo(100);
        nowNanos += 4 * SECOND;
        rates.take("192.0.2.200");
        assertThat(rates.size()).isEqualTo(1);
        assertThat(taken("192.0.2.200")).isEqualTo(2);
    }

    @Test
    void numberOfAddressesIsBounded() {
        for (int i = 0; i <= AddressRates.MAX_ADDRESSES; i++) {
            rates.take(i + ".example:1");
        }
        assertThat(rates.size()).isEqualTo(AddressRates.MAX_ADDRESSES);
        assertThat(taken("0.example")).isEqualTo(3);
        assertThat(taken("2.example")).isEqualTo(2);
    }

    @Test
    void zeroIsNoLimit() {
        AddressRates unlimited = new AddressRates(0, 3, () -> nowNanos);
        for (int i = 0; i < 1_000; i++) {
            assertThat(unlimited.take("192.0.2.1:1")).isTrue();
        }
        assertThat(unlimited.size()).isZero();
    }
}
