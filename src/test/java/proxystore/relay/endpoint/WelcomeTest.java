package proxystore.relay.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WelcomeTest {
    @Test
    void saysWhatThisIsAndHowToConnect() {
        assertThat(Welcome.TEXT)
                .contains("relay server for ProxyStore endpoints", "proxystore-endpoint configure", "ws://", "wss://")
                .endsWith("\n");
    }

    @Test
    void isPlainTextThatEveryTerminalShows() {
        assertThat(Welcome.CONTENT_TYPE).startsWith("text/plain");
        assertThat(StandardCharsets.US_ASCII.newEncoder().canEncode(Welcome.TEXT))
                .isTrue();
        assertThat(Welcome.TEXT.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    }
}
