package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProxyConfigTest {
    @Test
    void noProxyIsTrustedByDefault() {
        assertThat(RelayConfig.defaults().proxy().trusts(InetAddress.getLoopbackAddress()))
                .isFalse();
    }

    @Test
    void addressOfEachRangeIsTrusted() throws Exception {
        ProxyConfig proxy =
                RelayConfig.of(Map.of("proxy.trusted", "192.0.2.1, 10.0.0.0/8")).proxy();
        assertThat(proxy.trusts(InetAddress.getByName("192.0.2.1"))).isTrue();
        assertThat(proxy.trusts(InetAddress.getByName("10.1.1.1"))).isTrue();
        assertThat(proxy.trusts(InetAddress.getByName("192.0.2.2"))).isFalse();
    }
}
