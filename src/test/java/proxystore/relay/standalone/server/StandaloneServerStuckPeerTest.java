package proxystore.relay.standalone.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static proxystore.relay.standalone.frames.ClientFrames.BINARY;
import static proxystore.relay.standalone.frames.ClientFrames.CLOSE;
import static proxystore.relay.standalone.frames.ClientFrames.FIN;
import static proxystore.relay.standalone.frames.ClientFrames.PING;
import static proxystore.relay.standalone.frames.ClientFrames.frame;
import static proxystore.relay.standalone.frames.ClientFrames.text;

import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import proxystore.relay.ClassHistogram;
import proxystore.relay.Relay;
import proxystore.relay.config.FramePath;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.peer.Connection;
import proxystore.relay.standalone.Failing;
import proxystore.relay.standalone.frames.ClientMessages;

/** A client that stops reading leaves no registration, no socket and no memory behind. */
class StandaloneServerStuckPeerTest {
    private static final UUID SENDER = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final UUID STUCK = UUID.fromString("00000000-0000-4000-8000-000000000002");
    private static final int DESCRIPTION_CHARS = 200_000;
    /** A number of messages that is three times what the kernel's buffers and the outbox hold. */
    private static final int LIMIT = 500;

    /** The number of {@link #pings} whose pongs are more than the kernel's buffers hold. */
    private static final int FILLING = 5;

    private static final Pattern NUMBER = Pattern.compile("\"description\":\"(\\d+) ");

    private @Nullable Relay started;
    private @Nullable StandaloneServer server;
    /** Connections that other tests of this JVM have left. */
    private long before;

    private int start(FramePath frames) throws Exception {
        return start(frames, "20");
    }

    private int start(FramePath frames, String pongTimeout) throws Exception {
        RelayConfig config = RelayConfig.of(Map.of(
                "host", "127.0.0.1",
                "port", "0",
                "outbox.send_timeout", "0.5",
                "heartbeat.pong_timeout", pongTimeout,
                "standalone.frames", frames.spelling()));
        before = ClassHistogram.ofThisJvm().instances(Connection.class);
        started = new Relay(config);
        server = new StandaloneServer(started, config.listen(), Optional.empty(), Failing.LAST_RESORT);
        server.start();
        return server.port();
    }

    private Relay relay() {
        return Objects.requireNonNull(started);
    }

    @AfterEach
    void stop() {
        Objects.requireNonNull(server).close();
        assertThat(relay().registry().connections()).isEmpty();
        assertThat(relay().registry().clients()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void isCutOffAfterTheSendTimeoutAndItsMessagesAreReturned(FramePath frames) throws Exception {
        int port = start(frames);
        try (RawClient sender = registered(RawClient.open(port), SENDER);
                RawClient stuck = registered(RawClient.openWithoutReading(port), STUCK)) {
            Set<Integer> returned = new HashSet<>();
            int sent = sendUntilAMessageIsReturned(sender, returned);

            await().until(() -> relay().registry().find(STUCK) == null);
            await().until(() -> relay().registry().connections().size() == 1);
            assertNoOtherConnectionIsKept();
            stuck.startReading();
            Set<Integer> taken = readAll(stuck);
            readUntilMarker(sender, returned);

            // What the kernel has taken may be lost with the connection; all other messages arrived or were returned.
            assertThat(Collections.disjoint(returned, taken)).isTrue();
            assertThat(taken.size()).isLessThan(sent);
            assertThat(returned).contains(sent - 1).hasSizeGreaterThan(1);
        }
    }

    /** The system's own send buffer would take all of these messages. */
    @ParameterizedTest
    @EnumSource
    void leavesOnlyWhatTheSendBufferHoldsUnreturned(FramePath frames) throws Exception {
        int port = start(frames);
        int messages = 40;
        String filling = " " + "x".repeat(50_000);
        try (RawClient sender = registered(RawClient.open(port), SENDER);
                RawClient stuck = registered(RawClient.openWithoutReading(port), STUCK)) {
            for (int i = 0; i < messages; i++) {
                sender.write(text(ClientMessages.peerConnection(SENDER, STUCK, i + filling)));
            }
            await().until(() -> relay().registry().find(STUCK) == null);
            Set<Integer> returned = new HashSet<>();
            await().untilAsserted(() -> {
                readUntilMarker(sender, returned);
                // Linux doubles the buffer of 128 KiB; the client's own takes some more.
                assertThat(returned).hasSizeGreaterThanOrEqualTo(messages - 10);
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void isCutOffWhenAnotherConnectionHasTakenItsUuid(FramePath frames) throws Exception {
        int port = start(frames);
        try (RawClient sender = registered(RawClient.open(port), SENDER);
                RawClient stuck = registered(RawClient.openWithoutReading(port), STUCK)) {
            sendUntilAMessageIsReturned(sender, new HashSet<>());
            try (RawClient newcomer = RawClient.open(port)) {
                newcomer.write(text(ClientMessages.registration(STUCK)));
                assertThat(newcomer.next())
                        .isInstanceOfSatisfying(
                                RawClient.Event.TextFrame.class,
                                text -> assertThat(text.text()).contains("\"success\":true"));

                await().until(() -> relay().registry().connections().size() == 2);
                assertNoOtherConnectionIsKept();
                stuck.startReading();
                readAll(stuck);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void doesNotMakeTheRelayQueuePongs(FramePath frames) throws Exception {
        int port = start(frames);
        try (RawClient stuck = registered(RawClient.openWithoutReading(port), STUCK)) {
            byte[] pings = pings();
            for (int i = 0; i < FILLING; i++) {
                stuck.write(pings);
            }
            long objects = ClassHistogram.ofThisJvm().totalInstances();
            for (int i = 0; i < 20; i++) {
                stuck.write(pings);
            }
            // 200,000 pings: each queued pong is at least one object.
            assertThat(ClassHistogram.ofThisJvm().totalInstances() - objects).isLessThan(50_000);
        }
    }

    @ParameterizedTest
    @CsvSource({"DIRECT, true", "DIRECT, false", "TYRUS, true", "TYRUS, false"})
    void isCutOffAfterThePongTimeoutWhenEitherSideHasClosed(FramePath frames, boolean peerFirst) throws Exception {
        int port = start(frames, "0.5");
        try (RawClient stuck = RawClient.openWithoutReading(port)) {
            byte[] pings = pings();
            for (int i = 0; i < FILLING; i++) {
                stuck.write(pings);
            }
            if (!peerFirst) {
                stuck.write(frame(FIN | BINARY, new byte[1]));
            }
            stuck.write(frame(FIN | CLOSE, new byte[] {0x03, (byte) 0xe8}));
            await().until(() -> relay().registry().connections().isEmpty());

            await().until(() -> {
                stuck.write(new byte[1]);
                return stuck.hasFailedToWrite();
            });
        }
    }

    private static byte[] pings() {
        byte[] pings = new byte[131 * 10_000];
        byte[] ping = frame(FIN | PING, new byte[125]);
        for (int i = 0; i < pings.length; i += ping.length) {
            System.arraycopy(ping, 0, pings, i, ping.length);
        }
        return pings;
    }

    /** Grizzly's queue, Tyrus's session and the registry refer to the connection as long as they keep data for it. */
    private void assertNoOtherConnectionIsKept() {
        int open = relay().registry().connections().size();
        await().untilAsserted(() -> assertThat(ClassHistogram.ofThisJvm().instances(Connection.class))
                .isLessThanOrEqualTo(before + open));
    }

    private RawClient registered(RawClient client, UUID uuid) {
        client.write(text(ClientMessages.registration(uuid)));
        await().until(() -> relay().registry().find(uuid) != null);
        return client;
    }

    private static int sendUntilAMessageIsReturned(RawClient sender, Set<Integer> returned) throws Exception {
        String filling = " " + "x".repeat(DESCRIPTION_CHARS);
        int sent = 0;
        while (returned.isEmpty()) {
            assertThat(sent).isLessThan(LIMIT);
            sender.write(text(ClientMessages.peerConnection(SENDER, STUCK, sent++ + filling)));
            readUntilMarker(sender, returned);
        }
        return sent;
    }

    /** Reads the messages that have been returned so far. */
    private static void readUntilMarker(RawClient sender, Set<Integer> returned) throws Exception {
        String marker =
                ClientMessages.peerConnection(SENDER, SENDER, UUID.randomUUID().toString());
        sender.write(text(marker));
        for (RawClient.Event next = sender.next();
                !next.equals(new RawClient.Event.TextFrame(marker));
                next = sender.next()) {
            if (next instanceof RawClient.Event.TextFrame text && text.text().contains(STUCK.toString())) {
                assertThat(text.text()).contains("\"error\":\"Cannot forward");
                assertThat(returned.add(number(text.text()))).isTrue();
            }
        }
    }

    /** Reads all that the stuck client can still read: whole messages in order, then the end without a close frame. */
    private static Set<Integer> readAll(RawClient stuck) throws Exception {
        Set<Integer> taken = new HashSet<>();
        for (RawClient.Event next = stuck.next(); !next.equals(new RawClient.Event.StreamEnd()); next = stuck.next()) {
            assertThat(next).isInstanceOf(RawClient.Event.TextFrame.class);
            String text = ((RawClient.Event.TextFrame) next).text();
            if (text.contains("peer_connection")) {
                assertThat(number(text)).isEqualTo(taken.size());
                taken.add(number(text));
            }
        }
        return taken;
    }

    private static int number(String text) {
        Matcher number = NUMBER.matcher(text);
        assertThat(number.find()).isTrue();
        return Integer.parseInt(number.group(1));
    }
}
