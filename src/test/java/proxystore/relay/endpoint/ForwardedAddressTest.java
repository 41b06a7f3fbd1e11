package proxystore.relay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.config.AddressRange;
import proxystore.relay.config.ProxyConfig;

class ForwardedAddressTest {
    private static final String PROXY = "10.0.0.1";
    private static final String PROXY_ITSELF = "10.0.0.1:5000";

    /** Trusts 10.0.0.0/8 and loopback of both kinds. */
    private static final ProxyConfig TRUSTED =
            new ProxyConfig(List.of(range("10.0.0.0", 8), range("127.0.0.1", 32), range("::1", 128)));

    private static AddressRange range(String address, int prefix) {
        return new AddressRange(AddressRange.address(address).orElseThrow(), prefix);
    }

    private static String behind(String peer, Map<String, List<String>> headers) {
        return ForwardedAddress.of(peer, 5000, name -> headers.getOrDefault(name, List.of()), TRUSTED);
    }

    private static String forwardedFor(String... lines) {
        return behind(PROXY, Map.of("X-Forwarded-For", Arrays.asList(lines)));
    }

    private static String forwarded(String... lines) {
        return behind(PROXY, Map.of("Forwarded", Arrays.asList(lines)));
    }

    @Test
    void withoutAHeaderItIsThePeer() {
        assertThat(behind("203.0.113.5", Map.of())).isEqualTo("203.0.113.5:5000");
        assertThat(behind("2001:db8::5", Map.of())).isEqualTo("[2001:db8::5]:5000");
        assertThat(behind(PROXY, Map.of())).isEqualTo(PROXY_ITSELF);
    }

    @ParameterizedTest
    @ValueSource(strings = {"203.0.113.5", "11.0.0.1", "2001:db8::5", "fe80::1%eth0", "a name, for once"})
    void nothingFromAnUntrustedPeerIsBelieved(String peer) {
        Map<String, List<String>> claims =
                Map.of("X-Forwarded-For", List.of("198.51.100.1"), "Forwarded", List.of("for=198.51.100.1"));

        assertThat(behind(peer, claims)).doesNotContain("198.51.100.1").endsWith(":5000");
    }

    @Test
    void headersAreIgnoredIfNoProxyIsTrusted() {
        assertThat(ForwardedAddress.of("127.0.0.1", 5000, name -> List.of("198.51.100.1"), new ProxyConfig(List.of())))
                .isEqualTo("127.0.0.1:5000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.9.9.9", "::1", "0:0:0:0:0:0:0:1", "::1%lo", "::ffff:10.0.0.1"})
    void aTrustedPeerIsBelievedHoweverItsAddressIsWritten(String peer) {
        assertThat(behind(peer, Map.of("X-Forwarded-For", List.of("198.51.100.1"))))
                .isEqualTo("198.51.100.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "198.51.100.1 | 198.51.100.1",
                "198.51.100.1:4711 | 198.51.100.1:4711",
                "2001:db8::1 | 2001:db8::1",
                "[2001:db8::1]:4711 | [2001:db8::1]:4711",
                // Further trusted hops are skipped, and the entries of the client are not reached.
                "198.51.100.1, 10.0.0.2 | 198.51.100.1",
                "198.51.100.1,10.0.0.3 , 10.0.0.2:80,127.0.0.1 | 198.51.100.1",
                "192.0.2.66, 198.51.100.1, 10.0.0.2 | 198.51.100.1",
                "10.6.6.6, 198.51.100.1 | 198.51.100.1",
                ", 198.51.100.1, , | 198.51.100.1",
                // The client is one of the trusted itself.
                "10.0.0.3, 10.0.0.2 | 10.0.0.3",
                // An unreadable entry ends the search.
                "unknown | 10.0.0.1:5000",
                "nonsense | 10.0.0.1:5000",
                "198.51.100.1, nonsense | 10.0.0.1:5000",
                "198.51.100.1, unknown, 10.0.0.2 | 10.0.0.2",
                "nonsense, 198.51.100.1 | 198.51.100.1",
                "198.51.100.1:99999 | 10.0.0.1:5000",
            })
    void xForwardedForIsWalkedFromTheRight(String header, String client) {
        assertThat(forwardedFor(header)).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0001',
            value = {
                "for=192.0.2.43 | 192.0.2.43",
                "For=\"192.0.2.43:47011\" | 192.0.2.43:47011",
                "for=\"[2001:db8:cafe::17]\" | 2001:db8:cafe::17",
                "FOR=\"[2001:db8:cafe::17]:4711\" | [2001:db8:cafe::17]:4711",
                "by=203.0.113.43;for=192.0.2.43;proto=http | 192.0.2.43",
                "proto=wss; host=\"relay.example;for=6.6.6.6\" ; for=192.0.2.43 | 192.0.2.43",
                "for=\"\\1\\92.0.2.43\" | 192.0.2.43",
                "for=_gazonk | _gazonk",
                "for=\"_gazonk:_port\" | _gazonk",
                "for=192.0.2.43, for=198.51.100.17 | 198.51.100.17",
                "for=192.0.2.43, for=\"10.0.0.2:80\";by=_x | 192.0.2.43",
                "for=192.0.2.43, for=_hidden, for=10.0.0.2 | _hidden",
                "for=192.0.2.43, for=unknown, for=10.0.0.2 | 10.0.0.2",
                "for=unknown | 10.0.0.1:5000",
                // An unreadable entry ends the search.
                "by=203.0.113.43 | 10.0.0.1:5000",
                "192.0.2.43 | 10.0.0.1:5000",
                "for=192.0.2.43;for=192.0.2.44 | 10.0.0.1:5000",
                "for= | 10.0.0.1:5000",
                "for=\" | 10.0.0.1:5000",
                "for=\"192.0.2.43 | 10.0.0.1:5000",
                "for=[2001:db8::1 | 10.0.0.1:5000",
                "for=\"192.0.2.43\";;; | 192.0.2.43",
                // A quote that the client leaves open hides nothing of what the proxy added.
                "for=\"6.6.6.6, for=198.51.100.17 | 198.51.100.17",
                "for=6.6.6.6;x=\", for=\"198.51.100.17:80\" | 198.51.100.17:80",
                "for=6.6.6.6;x=\"\\, for=\"198.51.100.17:80\" | 198.51.100.17:80",
                // A client's quote that the proxy escaped ends no quoted string.
                "for=198.51.100.17;host=\"a\\\",for=6.6.6.6;x=\\\"\" | 198.51.100.17",
                "for=198.51.100.17;host=\"a\\\\\" | 198.51.100.17",
            })
    void forwardedIsWalkedFromTheRight(String header, String client) {
        assertThat(forwarded(header)).isEqualTo(client);
    }

    @Test
    void severalLinesAreOneList() {
        assertThat(forwardedFor("192.0.2.66", "198.51.100.1", "10.0.0.2")).isEqualTo("198.51.100.1");
        assertThat(forwardedFor("192.0.2.66, 198.51.100.1", "10.0.0.3, 10.0.0.2"))
                .isEqualTo("198.51.100.1");
        assertThat(forwarded("for=\"192.0.2.66", "for=198.51.100.1", "for=10.0.0.2"))
                .isEqualTo("198.51.100.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", ",,,", ";", ";,;", "=", "\"", "\\", "\\\"", "for", "for=for=1.2.3.4"})
    void emptyHeaderLeavesThePeersAddress(String nothing) {
        assertThat(forwardedFor(nothing)).isEqualTo(PROXY_ITSELF);
        assertThat(forwarded(nothing)).isEqualTo(PROXY_ITSELF);
    }

    @Test
    void bothHeadersAreBelievedIfTheyAgree() {
        assertThat(behind(
                        PROXY,
                        Map.of(
                                "Forwarded", List.of("for=\"[2001:db8::1]:4711\""),
                                "X-Forwarded-For", List.of("2001:DB8:0:0::1"))))
                .isEqualTo("[2001:db8::1]:4711");
    }

    @ParameterizedTest
    @ValueSource(strings = {"for=192.0.2.66", "for=10.0.0.66", "for=_hidden", "for=unknown", "nonsense", ""})
    void neitherHeaderIsBelievedIfTheyDiffer(String forwarded) {
        assertThat(behind(PROXY, Map.of("Forwarded", List.of(forwarded), "X-Forwarded-For", List.of("198.51.100.1"))))
                .isEqualTo(PROXY_ITSELF);
    }

    @Test
    void aHeaderOfAnyLengthIsRead() {
        String quotes = "\\\"".repeat(50_000);

        assertThat(forwarded("for=\"" + quotes + "\", for=198.51.100.1, for=10.0.0.2" + ", for=10.0.0.3".repeat(5_000)))
                .isEqualTo("198.51.100.1");
        assertThat(forwarded("for=\"" + quotes + "\"")).isEqualTo(PROXY_ITSELF);
    }
}
