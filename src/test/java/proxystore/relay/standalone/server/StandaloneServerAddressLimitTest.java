package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.frames.ClientFrames;

/** The sockets of connections that {@code address.max_connections} refuses. */
class StandaloneServerAddressLimitTest {
    private static StandaloneServer start(String closeTimeout) throws IOException {
        RelayConfig config = RelayConfig.of(Map.of(
                "host", "127.0.0.1",
                "port", "0",
                "heartbeat.pong_timeout", "3600",
                "address.max_connections", "1",
                "address.close_timeout", closeTimeout));
        StandaloneServer server =
                new StandaloneServer(new Relay(config), config.listen(), Optional.empty(), Failing.LAST_RESORT);
        server.start();
        return server;
    }

    private static void assertRefused(RawClient client) throws InterruptedException {
        assertThat(client.next())
                .isInstanceOfSatisfying(
                        RawClient.Event.CloseFrame.class,
                        close -> assertThat(close.code()).isEqualTo(1013));
    }

    private static boolean isAdmitted(RawClient client) throws IOException, InterruptedException {
        client.write(ClientFrames.frame(ClientFrames.FIN | ClientFrames.PING, new byte[0]));
        return client.next() instanceof RawClient.Event.PongFrame;
    }

    private static boolean isAdmitted(int port) throws IOException, InterruptedException {
        try (RawClient client = RawClient.open(port)) {
            return isAdmitted(client);
        }
    }

    @Test
    void aRefusedClientThatDoesNotAnswerIsCutAfterTheCloseTimeout() throws Exception {
        try (StandaloneServer server = start("0.3");
                RawClient first = RawClient.open(server.port())) {
            assertThat(isAdmitted(first)).isTrue();
            try (RawClient refused = RawClient.openWithoutAnsweringClose(server.port())) {
                assertRefused(refused);
                assertThat(refused.next()).isEqualTo(new RawClient.Event.StreamEnd());
            }
            assertThat(isAdmitted(first)).isTrue();
        }
    }

    @Test
    void aRefusedClientCountsUntilItsSocketIsClosed() throws Exception {
        try (StandaloneServer server = start("3600");
                RawClient refused = refuse(server.port())) {
            try (RawClient another = RawClient.open(server.port())) {
                assertRefused(another);
            }
            refused.close();
            await().until(() -> isAdmitted(server.port()));
        }
    }

    /** A refused client; the client that it exceeded the limit with has left. */
    private static RawClient refuse(int port) throws IOException, InterruptedException {
        try (RawClient first = RawClient.open(port)) {
            assertThat(isAdmitted(first)).isTrue();
            RawClient refused = RawClient.openWithoutAnsweringClose(port);
            assertRefused(refused);
            first.write(ClientFrames.frame(ClientFrames.FIN | ClientFrames.CLOSE, new byte[] {0x03, (byte) 0xe8}));
            assertThat(first.next()).isInstanceOf(RawClient.Event.CloseFrame.class);
            assertThat(first.next()).isEqualTo(new RawClient.Event.StreamEnd());
            return refused;
        }
    }
}
