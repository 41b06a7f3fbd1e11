package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static proxystore.relay.standalone.frames.ClientFrames.CLOSE;
import static proxystore.relay.standalone.frames.ClientFrames.CONTINUATION;
import static proxystore.relay.standalone.frames.ClientFrames.FIN;
import static proxystore.relay.standalone.frames.ClientFrames.PING;
import static proxystore.relay.standalone.frames.ClientFrames.PONG;
import static proxystore.relay.standalone.frames.ClientFrames.TEXT;
import static proxystore.relay.standalone.frames.ClientFrames.concat;
import static proxystore.relay.standalone.frames.ClientFrames.frame;
import static proxystore.relay.standalone.frames.ClientFrames.text;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.WebSocketEngine.UpgradeInfo;
import org.glassfish.tyrus.spi.WebSocketEngine.UpgradeStatus;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.config.FramePath;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.peer.Transport.SendListener;

class FrameTransportTest {
    private static final UUID CLIENT = UUID.fromString("6b5c9f8e-6f4c-4a53-9a0d-0f6a2a6c8f01");
    private static final String REGISTRATION = ClientMessages.registration(CLIENT);
    private static final byte[] NOTHING = {};
    private static final byte[] GOING_AWAY = {0x03, (byte) 0xe9, 'b', 'y', 'e'};

    private final FrameFixture direct = new FrameFixture(true);
    private final FrameFixture indirect = new FrameFixture(false);

    @AfterEach
    void stop() {
        direct.close();
        indirect.close();
    }

    @Test
    void wholeTextsBypassTyrusInBothDirections() {
        direct.receive(text(REGISTRATION));
        assertThat(direct.relay.registry().find(CLIENT)).isNotNull();
        assertThat(direct.output.written).singleElement().asString().contains("server_response");
        assertThat(direct.tyrus.size()).isZero();
        assertThat(direct.calls).isEmpty();
    }

    @Test
    void validFramesGoThroughTyrusByteForByteIfItIsChosen() {
        byte[] frames = concat(
                text(REGISTRATION),
                frame(TEXT, "ab".getBytes(StandardCharsets.US_ASCII)),
                frame(FIN | PING, NOTHING),
                frame(CONTINUATION, NOTHING),
                frame(FIN | CONTINUATION, new byte[200]),
                frame(FIN | PONG, NOTHING),
                frame(FIN | CLOSE, GOING_AWAY));
        for (int chunk = 1; chunk <= frames.length; chunk++) {
            indirect.tyrus.reset();
            for (int from = 0; from < frames.length; from += chunk) {
                indirect.receive(Arrays.copyOfRange(frames, from, Math.min(from + chunk, frames.length)));
            }
            assertThat(indirect.tyrus.toByteArray()).isEqualTo(frames);
        }
        indirect.frames.send(EncodedMessage.of("text"), recording(new ArrayList<>()));
        assertThat(indirect.calls).containsExactly("sendText");
    }

    @Test
    void aTextIsReadFromPartsOfAnySize() {
        byte[] frame = text(message("\u20ac\ud83d\ude00\ufffd"));
        direct.receive(text(REGISTRATION));
        for (int first = 0; first <= frame.length; first += 5) {
            for (int second = first; second <= frame.length; second += 31) {
                direct.output.written.clear();
                direct.frames.handle(ByteBuffer.wrap(frame, 0, first));
                direct.frames.handle(ByteBuffer.wrap(frame, first, second - first));
                assertThat(direct.output.written).hasSize(second == frame.length ? 1 : 0);
                direct.frames.handle(ByteBuffer.wrap(frame, second, frame.length - second));
                assertThat(direct.output.written).containsExactly(message("\u20ac\ud83d\ude00\ufffd"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000, 16_384, 16_385, 19_999})
    void aLongTextIsReadFromChunksOfAnySize(int chunk) {
        String longest =
                message("x".repeat(FrameFixture.MAX_MESSAGE_BYTES - message("").length()));
        direct.receive(text(REGISTRATION));
        direct.takeWritten();
        byte[] frame = text(longest);
        for (int from = 0; from < frame.length; from += chunk) {
            direct.frames.handle(ByteBuffer.wrap(frame, from, Math.min(chunk, frame.length - from)));
        }
        assertThat(direct.output.written).containsExactly(longest);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1_000, 9_000})
    void aTextIsJoinedFromFragmentsOfAnySize(int fragment) {
        byte[] utf8 = message("\u00e4\u20ac\ud83d\ude00".repeat(1_500)).getBytes(StandardCharsets.UTF_8);
        direct.receive(text(REGISTRATION));
        for (int repetition = 0; repetition < 2; repetition++) {
            direct.takeWritten();
            direct.receive(frame(TEXT, NOTHING));
            for (int from = 0; from < utf8.length; from += fragment) {
                direct.receive(
                        frame(CONTINUATION, Arrays.copyOfRange(utf8, from, Math.min(from + fragment, utf8.length))));
            }
            direct.receive(frame(FIN | CONTINUATION, NOTHING));
            assertThat(direct.output.written).containsExactly(new String(utf8, StandardCharsets.UTF_8));
        }
        assertThat(direct.isOpen()).isTrue();
    }

    /** Quadratic time would be minutes. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Timeout(30)
    void aLongMessageInManyPiecesTakesLinearTime(boolean fragmented) {
        int bytes = 4 * 1024 * 1024;
        String longest = message("x".repeat(bytes - message("").length()));
        try (FrameFixture fixture = new FrameFixture(true, bytes, 0)) {
            fixture.receive(text(REGISTRATION));
            fixture.takeWritten();
            if (fragmented) {
                byte[] utf8 = longest.getBytes(StandardCharsets.UTF_8);
                fixture.receive(frame(TEXT, NOTHING));
                for (int from = 0; from < bytes; from += 16) {
                    fixture.receive(frame(CONTINUATION, Arrays.copyOfRange(utf8, from, Math.min(from + 16, bytes))));
                }
                fixture.receive(frame(FIN | CONTINUATION, NOTHING));
            } else {
                byte[] frame = text(longest);
                for (int i = 0; i < frame.length; i++) {
                    fixture.frames.handle(ByteBuffer.wrap(frame, i, 1));
                }
            }
            assertThat(fixture.takeWritten()).containsExactly(longest);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUnfinishedMessageCountsInTheBudgetOfTheRelayUntilItEnds(boolean fragmented) {
        byte[] utf8 = message("x".repeat(10_000)).getBytes(StandardCharsets.UTF_8);
        byte[] frames = fragmented
                ? concat(
                        frame(TEXT, Arrays.copyOf(utf8, 9_000)),
                        frame(FIN | CONTINUATION, Arrays.copyOfRange(utf8, 9_000, utf8.length)))
                : frame(FIN | TEXT, utf8);
        try (FrameFixture fixture = new FrameFixture(true, 100_000, 75_000)) {
            fixture.receive(text(REGISTRATION));
            for (int i = 0; i < 100; i++) { // many times the budget in all
                fixture.receive(frames);
                fixture.receive(Arrays.copyOf(frames, 9_500));
                fixture.receive(Arrays.copyOfRange(frames, 9_500, frames.length));
            }
            assertThat(fixture.isOpen()).isTrue();
            assertThat(fixture.takeWritten()).hasSize(201);

            fixture.receive(frame(FIN | TEXT, 90_000, new byte[80_000], true)); // more than the budget
            await().until(fixture::isClosing);
            assertThat(fixture.takeWritten()).singleElement().asString().startsWith("close 1013");
        }
    }

    @Test
    void severalFramesOfOneReadAreHandledInOrder() {
        direct.receive(concat(text(REGISTRATION), text(message("1")), text(""), text(message("2"))));
        assertThat(direct.output.written).hasSize(3);
        assertThat(direct.output.written.subList(1, 3)).containsExactly(message("1"), message("2"));
    }

    @Test
    void pingsAreAnsweredWithinAFragmentedMessage() {
        byte[] utf8 = REGISTRATION.getBytes(StandardCharsets.UTF_8);
        direct.receive(concat(
                frame(TEXT, Arrays.copyOf(utf8, 10)),
                frame(FIN | PING, "1".getBytes(StandardCharsets.US_ASCII)),
                frame(FIN | PONG, NOTHING),
                frame(FIN | CONTINUATION, Arrays.copyOfRange(utf8, 10, utf8.length))));
        assertThat(direct.output.written).hasSize(2).first().isEqualTo("pong 1");
        assertThat(direct.relay.registry().find(CLIENT)).isNotNull();
    }

    @Test
    void onlyTheLastPingOfAPeerThatDoesNotReadIsAnswered() {
        direct.output.holding = true;
        for (int i = 0; i < 500; i++) {
            direct.receive(frame(FIN | PING, String.valueOf(i).getBytes(StandardCharsets.US_ASCII)));
        }
        assertThat(direct.output.written).containsExactly("pong 0");
        direct.output.inFlight.remove().completed(null);
        assertThat(direct.output.written).containsExactly("pong 0", "pong 499");
    }

    @Test
    void thePeersCloseIsAnsweredAndReportedAndEndsTheConnection() {
        direct.receive(concat(frame(FIN | CLOSE, GOING_AWAY), text(REGISTRATION)));
        assertThat(direct.output.written).containsExactly("close 1001 bye");
        assertThat(direct.calls).containsExactly("closed with 1001 bye", "closeSilently");
        assertThat(direct.relay.registry().connections()).isEmpty();
    }

    @Test
    void aCloseThatMeetsAnotherOneOfTheSameSessionIsNoError() {
        direct.closedElsewhere = true;
        direct.receive(frame(FIN | CLOSE, GOING_AWAY));
        assertThat(direct.takeWritten()).singleElement().asString().startsWith("close 1001");
    }

    @Test
    void aCloseFrameWithoutCodeIsAnsweredWith1000AndReportedWith1005() {
        direct.receive(frame(FIN | CLOSE, NOTHING));
        assertThat(direct.output.written).containsExactly("close 1000 ");
        assertThat(direct.calls).contains("closed with 1005 ");
    }

    @Test
    void aConnectionWhoseEndpointDoesNotOpenIsClosed() {
        List<String> calls = new ArrayList<>();
        FakeFrameSocket output = new FakeFrameSocket();
        try (CloseScheduler scheduler = new CloseScheduler(Duration.ofSeconds(20))) {
            FrameTransport frames = new FrameTransport(RecordingSocket.of(calls), output, scheduler, FramePath.DIRECT);
            frames.connect(new UpgradeInfo() {
                @Override
                public UpgradeStatus getStatus() {
                    return UpgradeStatus.SUCCESS;
                }

                @Override
                public Connection createConnection(Writer writer, Connection.CloseListener closeListener) {
                    throw new IllegalStateException("a fault of Tyrus");
                }
            });
            assertThat(frames.isConnected()).isFalse();
        }
        assertThat(output.written).containsExactly("close 1011 Internal error.");
    }

    @Test
    void theTcpConnectionStaysUntilTheKernelHasTakenTheCloseFrame() {
        direct.output.holding = true;
        direct.receive(frame(FIN | CLOSE, GOING_AWAY));
        assertThat(direct.calls).doesNotContain("closeSilently");
        direct.output.inFlight.remove().completed(null);
        assertThat(direct.calls).contains("closeSilently");
    }

    @ParameterizedTest
    @ValueSource(longs = {FrameFixture.MAX_MESSAGE_BYTES + 1, 0x10000, Integer.MAX_VALUE, Long.MAX_VALUE, -1})
    void aDeclaredLengthOverTheLimitClosesBeforeThePayloadArrives(long declared) {
        for (FrameFixture fixture : List.of(direct, indirect)) {
            fixture.receive(frame(FIN | TEXT, declared, NOTHING, true));
            await().until(fixture::isClosing);
            fixture.receive(new byte[10_000]);
            assertThat(fixture.tyrus.size()).isZero();
            assertThat(fixture.output.written)
                    .singleElement()
                    .asString()
                    .startsWith(declared < 0 ? "close 1002 " : "close 1009 ");
        }
    }

    @Test
    void nothingIsReadOnceTheConnectionIsBeingClosed() {
        byte[] payload = new byte[FrameFixture.MAX_MESSAGE_BYTES + 1];
        for (FrameFixture fixture : List.of(direct, indirect)) {
            fixture.receive(concat(frame(FIN | TEXT, payload), frame(FIN | CONTINUATION, NOTHING), text(REGISTRATION)));
            assertThat(fixture.tyrus.size()).isZero();
            assertThat(fixture.relay.registry().clients()).isEmpty();
            await().until(() -> fixture.output.written.size() == 1);
            fixture.receive(frame(FIN | CLOSE, NOTHING));
            await().until(() -> fixture.calls.contains("closeSilently"));
            assertThat(fixture.output.written).hasSize(1);
        }
    }

    @Test
    void aSendReportsItsEndToItsListener() {
        List<@Nullable Throwable> ends = new ArrayList<>();
        direct.output.holding = true;
        direct.frames.send(EncodedMessage.of("a"), recording(ends));
        assertThat(ends).isEmpty();
        direct.output.inFlight.remove().completed(null);
        assertThat(ends).containsOnlyNulls().hasSize(1);

        IOException failure = new IOException("reset");
        direct.frames.send(EncodedMessage.of("b"), recording(ends));
        direct.output.inFlight.remove().failed(failure);
        assertThat(ends).last().isSameAs(failure);
    }

    @Test
    void nothingIsSentAfterTheCloseFrame() throws IOException {
        List<@Nullable Throwable> ends = new ArrayList<>();
        direct.frames.close(CloseStatus.RELAY_STOPS);
        direct.frames.send(EncodedMessage.of("late"), recording(ends));
        direct.frames.ping();
        direct.frames.close(CloseStatus.INTERNAL_ERROR);
        assertThat(direct.output.written).containsExactly("close 1001 The relay is shutting down.");
        assertThat(ends).singleElement().isInstanceOf(IOException.class);
    }

    @Test
    void aWriterThatThrowsEndsTheConnection() {
        direct.output.broken = new IllegalStateException("gone");
        direct.receive(text(REGISTRATION));
        await().until(direct::isClosing);
        assertThat(direct.relay.registry().clients()).isEmpty();
        assertThat(direct.calls).contains("terminateSilently");
    }

    @Test
    void aPingIsOneFrameAndACutGoesToTheSocket() throws IOException {
        direct.frames.ping();
        assertThat(direct.output.written).containsExactly("ping");
        direct.frames.terminate();
        assertThat(direct.calls).containsExactly("terminateSilently");
        assertThat(direct.frames.remoteAddress()).isEqualTo("127.0.0.1:1");
        indirect.frames.ping();
        assertThat(indirect.calls).containsExactly("sendPing");
    }

    @Test
    void aRefusedPeerThatDoesNotAnswerIsCutOffAfterItsPatience() {
        direct.frames.refuse(CloseStatus.TOO_MANY_CONNECTIONS, Duration.ofMillis(20));
        assertThat(direct.output.written).singleElement().asString().startsWith("close 1013");
        await().until(() -> direct.calls.contains("terminateSilently"));
    }

    /** A message of the registered client to itself. */
    private static String message(String description) {
        return ClientMessages.peerConnection(CLIENT, CLIENT, description);
    }

    private static SendListener recording(List<@Nullable Throwable> ends) {
        return new SendListener() {
            @Override
            public void sent(@Nullable Throwable failure) {
                ends.add(failure);
            }

            @Override
            public void uncertain(Throwable failure) {
                throw new AssertionError("the transport knows the outcome", failure);
            }
        };
    }
}
