package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.frames.ClientFrames;

/** Clients that ping faster than {@code rate.max_pings_per_second}. */
class StandaloneServerRatesTest {
    private static final byte[] PING = "ping".getBytes(StandardCharsets.US_ASCII);

    @ParameterizedTest
    @ValueSource(strings = {"direct", "tyrus"})
    void pingsPastTheRateStayUnansweredAndTheConnectionIsOpen(String frames) throws Exception {
        RelayConfig config = RelayConfig.of(Map.of(
                "host", "127.0.0.1",
                "port", "0",
                "standalone.frames", frames,
                "rate.max_pings_per_second", "1",
                "rate.burst_seconds", "3"));
        try (StandaloneServer server = new StandaloneServer(
                        new Relay(config), config.listen(), Optional.empty(), Failing.LAST_RESORT);
                RawClient client = open(server)) {
            for (int i = 0; i < 50; i++) {
                client.write(ClientFrames.frame(ClientFrames.FIN | ClientFrames.PING, PING));
            }
            client.write(ClientFrames.frame(ClientFrames.FIN | ClientFrames.CLOSE, new byte[] {0x03, (byte) 0xe8}));

            List<RawClient.Event> pongs = new ArrayList<>();
            RawClient.Event event = client.next();
            for (; event instanceof RawClient.Event.PongFrame; event = client.next()) {
                pongs.add(event);
            }
            assertThat(pongs).hasSizeBetween(3, 4);
            assertThat(event).isInstanceOf(RawClient.Event.CloseFrame.class);
        }
    }

    private static RawClient open(StandaloneServer server) throws Exception {
        server.start();
        return RawClient.open(server.port());
    }
}
