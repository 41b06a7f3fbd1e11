package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static proxystore.relay.standalone.frames.ClientFrames.CONTINUATION;
import static proxystore.relay.standalone.frames.ClientFrames.TEXT;
import static proxystore.relay.standalone.frames.ClientFrames.frame;
import static proxystore.relay.standalone.frames.ClientFrames.text;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.Relay;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.server.RawClient;
import proxystore.relay.standalone.server.StandaloneServer;

/** The time that a message may take to arrive, on both frame paths. */
@Execution(ExecutionMode.CONCURRENT)
class UnfinishedMessageTest {
    private static final UUID CLIENT = UUID.fromString("6b5c9f8e-6f4c-4a53-9a0d-0f6a2a6c8f01");
    /** A message that the relay answers and does not log when it is repeated. */
    private static final byte[] MESSAGE = text(ClientMessages.registration(CLIENT));

    private static StandaloneServer start(String frames, String messageTimeout) throws IOException {
        RelayConfig config = RelayConfig.of(Map.of(
                "host",
                "127.0.0.1",
                "port",
                "0",
                "standalone.frames",
                frames,
                "admission.message_timeout",
                messageTimeout,
                "rate.max_registrations_per_minute",
                "0"));
        StandaloneServer server =
                new StandaloneServer(new Relay(config), config.listen(), Optional.empty(), Failing.LAST_RESORT);
        server.start();
        return server;
    }

    private static RawClient register(StandaloneServer server) throws Exception {
        RawClient client = RawClient.open(server.port());
        client.write(MESSAGE);
        assertThat(client.next()).isInstanceOf(RawClient.Event.TextFrame.class);
        return client;
    }

    private static void assertClosedAsUnfinished(RawClient client) throws InterruptedException {
        assertThat(client.next())
                .isEqualTo(new RawClient.Event.CloseFrame(
                        1013, "A message did not arrive within 0.1 s. Try again later."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "tyrus"})
    void aFrameThatDoesNotEndClosesItsConnection(String frames) throws Exception {
        try (StandaloneServer server = start(frames, "0.1");
                RawClient client = register(server)) {
            client.write(Arrays.copyOf(MESSAGE, MESSAGE.length - 1));
            assertClosedAsUnfinished(client);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "tyrus"})
    void fragmentsThatDoNotEndCloseTheirConnection(String frames) throws Exception {
        try (StandaloneServer server = start(frames, "0.1");
                RawClient client = register(server)) {
            client.write(frame(TEXT, new byte[] {'{'}), frame(CONTINUATION, new byte[] {' '}));
            assertClosedAsUnfinished(client);
        }
    }

    /** Each read ends within a message, so that one is unfinished all the time. */
    @ParameterizedTest
    @ValueSource(strings = {"direct", "tyrus"})
    void theTimeStartsAgainWithEachMessage(String frames) throws Exception {
        Duration timeout = Duration.ofSeconds(2);
        int half = MESSAGE.length / 2;
        byte[] endAndBeginning =
                ClientFrames.concat(Arrays.copyOfRange(MESSAGE, half, MESSAGE.length), Arrays.copyOf(MESSAGE, half));
        try (StandaloneServer server = start(frames, "2");
                RawClient client = register(server)) {
            client.write(Arrays.copyOf(MESSAGE, half));
            long start = System.nanoTime();
            while (System.nanoTime() - start < timeout.multipliedBy(2).toNanos()) {
                client.write(endAndBeginning);
                assertThat(client.next()).isInstanceOf(RawClient.Event.TextFrame.class);
            }
        }
    }
}
