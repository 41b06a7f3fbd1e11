package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.config.schema.InvalidSettingException;

class ProxyUrlTest {
    @ParameterizedTest
    @CsvSource({
        "http://proxy.example.org:3128, proxy.example.org, 3128",
        "http://proxy.example.org:3128/, proxy.example.org, 3128",
        "HTTP://proxy.example.org, proxy.example.org, 80",
        "proxy.example.org:3128, proxy.example.org, 3128",
        "10.0.0.1:8080, 10.0.0.1, 8080",
        "http://[::1]:8080, [::1], 8080",
        "' http://proxy:1 ', proxy, 1",
    })
    void urlMayLackItsSchemeAndPort(String text, String host, int port) {
        assertThat(ProxyUrl.parse(text)).contains(new ProxyUrl(host, port, Optional.empty()));
    }

    @Test
    void credentialsAreDecodedAndMasked() {
        ProxyUrl url = ProxyUrl.parse("http://al%40ice:p%3Aa+ss%2F@proxy:3128").orElseThrow();
        assertThat(url.credentials()).contains(new ProxyUrl.ProxyCredentials("al@ice", new Secret("p:a+ss/")));
        assertThat(url.toString()).isEqualTo("http://proxy:3128");
        assertThat(ProxyUrl.parse("alice@proxy:3128").orElseThrow().credentials())
                .contains(new ProxyUrl.ProxyCredentials("alice", new Secret("")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://proxy:3128",
                "socks5://hush-hush@proxy:1080",
                "http://hush-hush@",
                "http://:3128",
                "http://proxy:port",
                "http://proxy:70000",
                "http://hush-hush:x@proxy:3128/path",
                "http://proxy:3128?query",
                "http://hush-hush:%zz@proxy:3128",
                "mailto:hush-hush@proxy://3128",
                "two words"
            })
    void otherUrlIsRefusedAndNotQuoted(String text) {
        assertThatThrownBy(() -> RelayConfig.of(Map.of("auth.proxy", text)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("auth.proxy: must be an http URL of a proxy, as in http://proxy.example.org:3128");
    }
}
