package proxystore.relay.limit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1:80, 192.0.2.1",
        "192.0.2.1, 192.0.2.1",
        "_gazonk:80, _gazonk",
        "[2001:db8::1]:80, 20010db800000000::/64",
        "[2001:db8::1], 20010db800000000::/64",
        "2001:db8::1, 20010db800000000::/64",
        "2001:db8:0:0:ffff:ffff:ffff:ffff, 20010db800000000::/64",
        "2001:db8:0:1::1, 20010db800000001::/64",
        "[fe80::1%1]:80, fe80000000000000::/64",
        "[::ffff:192.0.2.1]:80, 192.0.2.1",
        "[not:an:address]:80, not:an:address",
        "[unfinished, [unfinished",
        "'', ''",
    })
    void isTheAddressOrTheNetworkOfItsSubscriber(String remoteAddress, String counted) {
        assertThat(NetworkAddress.of(remoteAddress)).isEqualTo(counted);
    }
}
