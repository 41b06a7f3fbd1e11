package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressLimitTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1:1, 192.0.2.1:2",
        "192.0.2.1:1, 192.0.2.1",
        "[2001:db8::1]:1, [2001:db8::1]:2",
        "[2001:db8::1]:1, 2001:db8::1",
        "_gazonk, _gazonk:1",
        "[2001:db8::1]:1, [2001:db8::ffff:1]:1",
    })
    void connectionsOfOneAddressAreCountedWhateverTheirPorts(String one, String other) {
        AddressLimit limit = new AddressLimit(1);

        assertThat(limit.acquire(one)).isTrue();
        assertThat(limit.acquire(other)).isFalse();

        limit.release(other);
        limit.release(one);
        assertThat(limit.acquire(other)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1:1, 192.0.2.2:1", "2001:db8::1, 2001:db8:0:1::1", "[2001:db8::1]:1, [2001:db8:0:1::1]:1"})
    void addressesAreCountedApart(String one, String other) {
        AddressLimit limit = new AddressLimit(1);

        assertThat(limit.acquire(one)).isTrue();
        assertThat(limit.acquire(other)).isTrue();
    }

    @Test
    void refusedConnectionCountsUntilItsEnd() {
        AddressLimit limit = new AddressLimit(2);
        limit.acquire("192.0.2.1:1");
        limit.acquire("192.0.2.1:2");
        assertThat(limit.acquire("192.0.2.1:3")).isFalse();

        limit.release("192.0.2.1:3");
        assertThat(limit.acquire("192.0.2.1:4")).isFalse();

        limit.release("192.0.2.1:4");
        limit.release("192.0.2.1:1");
        assertThat(limit.acquire("192.0.2.1:5")).isTrue();
    }

    @Test
    void zeroIsNoLimit() {
        AddressLimit limit = new AddressLimit(0);
        for (int port = 1; port < 1_000; port++) {
            assertThat(limit.acquire("192.0.2.1:" + port)).isTrue();
        }
    }
}
