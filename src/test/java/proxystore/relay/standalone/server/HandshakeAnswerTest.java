package proxystore.relay.standalone.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HandshakeAnswerTest {
    private final HandshakeAnswer answer = new HandshakeAnswer();

    @Test
    void theHeadHasALineForEachHeader() {
        answer.setStatus(101);
        answer.setReasonPhrase("Switching Protocols");
        answer.getHeaders().put("Upgrade", List.of("websocket"));
        answer.getHeaders().put("Connection", List.of("Upgrade"));
        answer.getHeaders().put("List", List.of("a", "b"));
        assertThat(new String(answer.bytes(), US_ASCII).split("\r\n", -1))
                .containsExactly(
                        "HTTP/1.1 101 Switching Protocols",
                        "Connection: Upgrade",
                        "List: a, b",
                        "Upgrade: websocket",
                        "",
                        "");
    }

    @Test
    void headersAreFoundInAnyCase() {
        answer.getHeaders().put("Upgrade", List.of("websocket"));
        assertThat(answer.getFirstHeaderValue("upgrade")).isEqualTo("websocket");
    }
}
