package proxystore.relay.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.config.Secret;

class TargetTest {
    @ParameterizedTest
    @ValueSource(strings = {"ws://127.0.0.1:8765/", "wss://relay.example.org", "WS://[::1]:1/relay/", "ws://h/?a=b"})
    void webSocketUrlIsAccepted(String url) {
        assertThat(Target.url(url)).isEqualTo(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "relay",
                "127.0.0.1:8765",
                "http://h/",
                "ws:h",
                "ws:///x",
                "ws://h:99999/",
                "ws://h:0/",
                "ws://u:p@h/",
                "ws://h/#f",
                "ws://h /"
            })
    void otherUrlIsRefused(String url) {
        assertThatThrownBy(() -> Target.url(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "line\nbreak", "tökén"})
    void tokenWithOtherThanVisibleAsciiIsRefusedAndNotQuoted(String token) {
        Optional<Secret> secret = Optional.of(new Secret(token));

        assertThatThrownBy(() -> new Target(URI.create("ws://h/"), secret, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the token is empty or has characters other than visible ASCII");
    }
}
