package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.standalone.Failing;

/** Pages that another thread than the selector's makes. */
class PageAnswersTest {
    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: relay\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @Test
    void clientThatEndsItsHalfBehindTheRequestReadsThePage() throws Exception {
        RelayConfig config = RelayConfig.of(Map.of("host", "127.0.0.1", "port", "0"));
        try (StandaloneServer server =
                new StandaloneServer(new Relay(config), config.listen(), Optional.empty(), Failing.LAST_RESORT)) {
            server.start();
            for (int i = 0; i < 50; i++) {
                try (Socket socket = RawClient.connect(server.port(), 0)) {
                    socket.getOutputStream().write(REQUEST);
                    socket.shutdownOutput();
                    assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                            .startsWith("HTTP/1.1 200 ");
                }
            }
        }
    }
}
