package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.7, 10.0.0.7, true",
        "10.0.0.7, 10.0.0.8, false",
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.1.2.3/8, 10.9.9.9, true",
        "192.168.4.0/22, 192.168.7.255, true",
        "192.168.4.0/22, 192.168.8.0, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, ::1, false",
        "128.0.0.0/1, 127.255.255.255, false",
        "10.0.0.7, ::ffff:10.0.0.7, true",
        "::1, ::1, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
    })
    void addressIsInTheRangeIfItSharesThePrefix(String range, String address, boolean inside)
            throws UnknownHostException {
        assertThat(AddressRange.parse(range).orElseThrow().contains(InetAddress.getByName(address)))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "proxy.example",
                "10.0.0",
                "256.0.0.1",
                "10.0.0.0/33",
                "10.0.0.0/",
                "10.0.0.0/-1",
                "::1/129",
                "1:2",
                ":::",
                ".:1",
                "fe80::1%eth0",
                "010.0.0.1",
                "*",
            })
    void otherTextIsRefused(String text) {
        assertThat(AddressRange.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.7, 10.0.0.7", "2001:db8::1, 2001:db8::1", "::ffff:10.0.0.7, 10.0.0.7"})
    void addressIsRead(String text, String address) throws UnknownHostException {
        assertThat(AddressRange.address(text)).contains(InetAddress.getByName(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "10.0.0.7/32", "::1/128", "[::1]", "unknown", " 10.0.0.7"})
    void rangesAndNamesAreNoAddresses(String text) {
        assertThat(AddressRange.address(text)).isEmpty();
    }

    @Test
    void rangeIsWrittenAsItIsRead() {
        assertThat(AddressRange.parse(" 10.0.0.0/8 ").orElseThrow()).hasToString("10.0.0.0/8");
        assertThat(AddressRange.parse("10.0.0.7/32").orElseThrow()).hasToString("10.0.0.7");
        assertThat(AddressRange.parse("2001:db8::/32").orElseThrow()).hasToString("2001:db8:0:0:0:0:0:0/32");
    }

    @Test
    void prefixLongerThanTheAddressIsRefused() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        int bits = loopback.getAddress().length * 8;
        assertThat(new AddressRange(loopback, bits).contains(loopback)).isTrue();
        assertThatThrownBy(() -> new AddressRange(loopback, bits + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("prefix %d is out of range (0 to %d)", bits + 1, bits);
        assertThatThrownBy(() -> new AddressRange(loopback, -1)).isInstanceOf(IllegalArgumentException.class);
    }
}
