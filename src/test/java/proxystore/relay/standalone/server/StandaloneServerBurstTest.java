package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static proxystore.relay.standalone.frames.ClientFrames.text;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import proxystore.relay.Relay;
import proxystore.relay.config.FramePath;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.frames.ClientMessages;

/** Many senders send to one receiver at once: with the default bounds it receives every message, in order. */
class StandaloneServerBurstTest {
    private static final UUID HUB = new UUID(1, 0);

    private final List<RawClient> senders = new ArrayList<>();
    private @Nullable Relay started;
    private @Nullable StandaloneServer server;

    private int start(FramePath frames, int selectors) throws Exception {
        RelayConfig config = RelayConfig.of(Map.of(
                "host",
                "127.0.0.1",
                "port",
                "0",
                "standalone.selectors",
                String.valueOf(selectors),
                "standalone.frames",
                frames.spelling()));
        started = new Relay(config);
        server = new StandaloneServer(started, config.listen(), Optional.empty(), Failing.LAST_RESORT);
        server.start();
        return server.port();
    }

    @AfterEach
    void stop() throws Exception {
        for (RawClient sender : senders) {
            sender.close();
        }
        Objects.requireNonNull(server).close();
        assertThat(Objects.requireNonNull(started).registry().connections()).isEmpty();
    }

    private static UUID uuid(int sender) {
        return new UUID(2, sender);
    }

    private void register(RawClient client, UUID uuid) {
        client.write(text(ClientMessages.registration(uuid)));
    }

    private void awaitRegistered(int clients) {
        Relay relay = Objects.requireNonNull(started);
        await().until(() -> relay.registry().clients().size() == clients);
    }

    private void openSenders(int port, int count) throws Exception {
        for (int i = 0; i < count; i++) {
            senders.add(RawClient.open(port));
            register(senders.get(i), uuid(i));
        }
        awaitRegistered(count);
    }

    /** Lets each sender write all its messages, and one to itself, in one write. */
    private void burst(int messages, int chars) throws Exception {
        awaitRegistered(senders.size() + 1);
        List<byte[]> bursts = new ArrayList<>();
        for (int i = 0; i < senders.size(); i++) {
            ByteArrayOutputStream burst = new ByteArrayOutputStream();
            for (int message = 0; message < messages; message++) {
                burst.writeBytes(text(ClientMessages.peerConnection(uuid(i), HUB, message + " " + "x".repeat(chars))));
            }
            burst.writeBytes(text(marker(i)));
            bursts.add(burst.toByteArray());
        }
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < senders.size(); i++) {
            int number = i;
            writers.add(new Thread(() -> senders.get(number).write(bursts.get(number))));
        }
        writers.forEach(Thread::start);
        for (Thread writer : writers) {
            writer.join();
        }
    }

    private static String marker(int sender) {
        return ClientMessages.peerConnection(uuid(sender), uuid(sender), "the last one");
    }

    /** Each sender has received the response to its registration and the message to itself, and nothing else. */
    private void assertNothingIsReturned() throws Exception {
        for (int i = 0; i < senders.size(); i++) {
            assertThat(senders.get(i).next()).isInstanceOf(RawClient.Event.TextFrame.class);
            assertThat(senders.get(i).next()).isEqualTo(new RawClient.Event.TextFrame(marker(i)));
        }
    }

    private static void assertAllArriveInOrder(RawClient hub, int count, int messages) throws Exception {
        assertThat(hub.next()).isInstanceOf(RawClient.Event.TextFrame.class);
        Map<String, Integer> arrived = new HashMap<>();
        for (int i = 0; i < count * messages; i++) {
            String message = ((RawClient.Event.TextFrame) hub.next()).text();
            String source = message.replaceFirst(".*\"source_uuid\":\"([^\"]*)\".*", "$1");
            int number = arrived.merge(source, 1, Integer::sum) - 1;
            assertThat(message).contains("\"description\":\"" + number + " ");
        }
        assertThat(arrived)
                .hasSize(count)
                .allSatisfy((source, number) -> assertThat(number).isEqualTo(messages));
    }

    /** Sends 10 MB, of which the kernel's buffers hold some 3 MB. */
    @ParameterizedTest
    @EnumSource
    void receiverThatReadsOnlyAfterAllIsSentReceivesEverything(FramePath frames) throws Exception {
        int port = start(frames, 2);
        openSenders(port, 20);
        try (RawClient hub = RawClient.openWithoutReading(port)) {
            register(hub, HUB);
            burst(50, 10_000);
            assertNothingIsReturned();
            hub.startReading();
            assertAllArriveInOrder(hub, 20, 50);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 50, 100, 100", "2, 50, 100, 100", "1, 100, 20, 2300", "2, 100, 20, 2300"})
    void receiverThatReadsReceivesEverything(int selectors, int count, int messages, int chars) throws Exception {
        int port = start(FramePath.DIRECT, selectors);
        openSenders(port, count);
        try (RawClient hub = RawClient.open(port)) {
            register(hub, HUB);
            burst(messages, chars);
            assertAllArriveInOrder(hub, count, messages);
            assertNothingIsReturned();
        }
    }
}
