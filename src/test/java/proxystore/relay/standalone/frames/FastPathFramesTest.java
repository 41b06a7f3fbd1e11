package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static proxystore.relay.standalone.frames.ClientFrames.BINARY;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.peer.Transport.SendListener;

class FastPathFramesTest {
    private static final UUID CLIENT = UUID.fromString("6b5c9f8e-6f4c-4a53-9a0d-0f6a2a6c8f01");
    private static final String REGISTRATION = ClientMessages.registration(CLIENT);
    private static final byte[] NOTHING = {};

    private final FastPathFramesFixture direct = new FastPathFramesFixture(true);
    private final FastPathFramesFixture indirect = new FastPathFramesFixture(false);

    @AfterEach
    void stop() {
        for (FastPathFramesFixture fixture : List.of(direct, indirect)) {
            fixture.close();
        }
    }

    @Test
    void wholeTextsBypassTyrusInBothDirections() {
        receive(direct, text(REGISTRATION));
        assertThat(direct.relay.registry().find(CLIENT)).isNotNull();
        assertThat(direct.sent).singleElement().asString().contains("server_response");
        assertThat(direct.tyrus.size()).isZero();
        assertThat(direct.session).isEmpty();
    }

    @Test
    void wholeTextsGoThroughTyrusIfTheFastPathIsOff() {
        receive(indirect, text(REGISTRATION));
        assertThat(indirect.tyrus.toByteArray()).isEqualTo(text(REGISTRATION));
        indirect.frames.send(EncodedMessage.of("text"), recording(new ArrayList<>()));
        assertThat(indirect.sent).isEmpty();
        assertThat(indirect.session).containsExactly("sendText");
    }

    @Test
    void aTextIsReadFromPartsOfAnySize() {
        byte[] frame = text(message("\u20ac\ud83d\ude00\ufffd"));
        receive(direct, text(REGISTRATION));
        for (int first = 0; first <= frame.length; first += 5) {
            for (int second = first; second <= frame.length; second += 31) {
                direct.sent.clear();
                direct.frames.handle(ByteBuffer.wrap(frame, 0, first));
                direct.frames.handle(ByteBuffer.wrap(frame, first, second - first));
                assertThat(direct.sent).hasSize(second == frame.length ? 1 : 0);
                direct.frames.handle(ByteBuffer.wrap(frame, second, frame.length - second));
                assertThat(direct.sent).containsExactly(message("\u20ac\ud83d\ude00\ufffd"));
            }
        }
        assertThat(direct.tyrus.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1_000, 16_384, 16_385, 19_999})
    void aLongTextIsReadFromChunksOfAnySize(int chunk) {
        int empty = message("").length();
        String longest = message("x".repeat(FastPathFramesFixture.MAX_MESSAGE_BYTES - empty));
        receive(direct, text(REGISTRATION));
        direct.sent.clear();
        byte[] frame = text(longest);
        for (int from = 0; from < frame.length; from += chunk) {
            direct.frames.handle(ByteBuffer.wrap(frame, from, Math.min(chunk, frame.length - from)));
        }
        assertThat(direct.sent).containsExactly(longest);
    }

    @Test
    void severalFramesOfOneReadAreHandledInOrder() {
        receive(direct, concat(text(REGISTRATION), text(message("1")), text(""), text(message("2"))));
        assertThat(direct.sent).hasSize(3);
        assertThat(direct.sent.subList(1, 3)).containsExactly(message("1"), message("2"));
    }

    static Stream<byte[]> tyrusFrames() {
        byte[] some = "abc".getBytes(StandardCharsets.US_ASCII);
        return Stream.of(
                frame(FIN | PING, some),
                frame(FIN | PONG, NOTHING),
                frame(FIN | CLOSE, new byte[] {3, (byte) 0xe8}),
                frame(FIN | BINARY, some),
                frame(BINARY, some),
                frame(FIN | CONTINUATION, some),
                frame(FIN | 0x40 | TEXT, some),
                frame(FIN | 0x10 | TEXT, some),
                frame(FIN | 3, some),
                frame(FIN | 0xf, some),
                frame(PING, some),
                frame(FIN | PING, 126, new byte[126], true),
                frame(FIN | TEXT, 3, some, false),
                frame(FIN | TEXT, new byte[] {(byte) 0xc3, 0x28}),
                frame(FIN | TEXT, new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}),
                concat(
                        frame(TEXT, some),
                        frame(FIN | PING, NOTHING),
                        frame(CONTINUATION, NOTHING),
                        frame(FIN | CONTINUATION, some)),
                concat(frame(TEXT, some), frame(FIN | TEXT, some)));
    }

    @ParameterizedTest
    @MethodSource("tyrusFrames")
    void otherFramesGoToTyrusByteForByteAndLaterWholeTextsDoNot(byte[] frames) {
        for (int chunk = 1; chunk <= frames.length; chunk++) {
            direct.tyrus.reset();
            for (int from = 0; from < frames.length; from += chunk) {
                direct.frames.handle(ByteBuffer.wrap(frames, from, Math.min(chunk, frames.length - from)));
            }
            assertThat(direct.tyrus.toByteArray()).isEqualTo(frames);
            // Ends a fragmented message, if there is one.
            receive(direct, frame(FIN | CONTINUATION, NOTHING));
        }
        receive(direct, text(REGISTRATION));
        assertThat(direct.relay.registry().clients()).hasSize(1);
    }

    @Test
    void aWholeTextWithinAFragmentedMessageGoesToTyrus() {
        receive(direct, concat(frame(TEXT, NOTHING), text(REGISTRATION)));
        assertThat(direct.tyrus.toByteArray()).isEqualTo(concat(frame(TEXT, NOTHING), text(REGISTRATION)));
        assertThat(direct.relay.registry().clients()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {FastPathFramesFixture.MAX_MESSAGE_BYTES + 1, 0x10000, Integer.MAX_VALUE, Long.MAX_VALUE, -1})
    void aDeclaredLengthOverTheLimitClosesBeforeThePayloadArrives(long declared) {
        for (FastPathFramesFixture fixture : List.of(direct, indirect)) {
            receive(fixture, frame(FIN | TEXT, declared, NOTHING, true));
            await().until(fixture::isClosing);
            receive(fixture, new byte[10_000]);
            assertThat(fixture.tyrus.size()).isZero();
            assertThat(fixture.sent).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {CONTINUATION, TEXT, BINARY, 3, 7})
    void theLimitHoldsForAllDataFrames(int opcode) {
        receive(direct, frame(opcode, FastPathFramesFixture.MAX_MESSAGE_BYTES + 1, NOTHING, true));
        await().until(direct::isClosing);
        assertThat(direct.tyrus.size()).isZero();
    }

    @Test
    void nothingIsReadOnceTheConnectionIsBeingClosed() {
        byte[] payload = new byte[FastPathFramesFixture.MAX_MESSAGE_BYTES + 1];
        receive(direct, concat(frame(FIN | TEXT, payload), frame(FIN | CONTINUATION, NOTHING), text(REGISTRATION)));
        assertThat(direct.tyrus.size()).isZero();
        assertThat(direct.sent).isEmpty();
    }

    @Test
    void pingsOfAPeerThatDoesNotReadItsPongsAreNotAnswered() {
        byte[] ping = frame(FIN | PING, "1".getBytes(StandardCharsets.US_ASCII));
        direct.holding = true;
        for (int i = 0; i < FastPathFramesFixture.MAX_UNSENT_FRAMES; i++) {
            receive(direct, ping);
            direct.tyrusSends();
        }
        assertThat(direct.tyrus.size()).isEqualTo(FastPathFramesFixture.MAX_UNSENT_FRAMES * ping.length);
        direct.tyrus.reset();

        receive(direct, concat(ping, ping, frame(FIN | PONG, NOTHING)));
        assertThat(direct.tyrus.toByteArray()).isEqualTo(frame(FIN | PONG, NOTHING));
        direct.tyrus.reset();

        Objects.requireNonNull(direct.inFlight).completed(ByteBuffer.allocate(0));
        receive(direct, ping);
        assertThat(direct.tyrus.toByteArray()).isEqualTo(ping);
    }

    @Test
    void aSendReportsItsEndToItsListener() {
        List<@Nullable Throwable> ends = new ArrayList<>();
        direct.holding = true;
        direct.frames.send(EncodedMessage.of("a"), recording(ends));
        assertThat(ends).isEmpty();
        Objects.requireNonNull(direct.inFlight).completed(ByteBuffer.allocate(0));
        assertThat(ends).containsOnlyNulls().hasSize(1);

        IOException failure = new IOException("reset");
        direct.frames.send(EncodedMessage.of("b"), recording(ends));
        Objects.requireNonNull(direct.inFlight).failed(failure);
        assertThat(ends).last().isSameAs(failure);

        direct.frames.send(EncodedMessage.of("c"), recording(ends));
        Objects.requireNonNull(direct.inFlight).cancelled();
        assertThat(ends).hasSize(3).last().isInstanceOf(IOException.class);
    }

    @Test
    void nothingIsSentAfterTheCloseFrame() {
        List<@Nullable Throwable> ends = new ArrayList<>();
        direct.frames.close(CloseStatus.RELAY_STOPS);
        direct.frames.send(EncodedMessage.of("late"), recording(ends));
        assertThat(direct.sent).isEmpty();
        assertThat(ends).singleElement().isInstanceOf(IOException.class);
    }

    @Test
    void theCloseFrameFollowsATextThatIsBeingWritten() {
        List<@Nullable Throwable> ends = new ArrayList<>();
        direct.meanwhile = () -> {
            receive(direct, frame(FIN | CLOSE, NOTHING));
            direct.tyrusCloses();
        };
        direct.frames.send(EncodedMessage.of("text"), recording(ends));
        direct.frames.send(EncodedMessage.of("late"), recording(ends));

        await().until(direct::isEnded);
        assertThat(direct.sent).containsExactly("text", FastPathFramesFixture.CLOSE_REASON);
        assertThat(ends).hasSize(2).first().isNull();
        assertThat(ends).last().isInstanceOf(IOException.class);
    }

    @Test
    void nothingIsSentAfterACloseFrameOfTyrus() {
        List<@Nullable Throwable> ends = new ArrayList<>();
        direct.tyrusCloses();
        direct.frames.send(EncodedMessage.of("late"), recording(ends));
        assertThat(direct.sent).containsExactly(FastPathFramesFixture.CLOSE_REASON);
        assertThat(ends).singleElement().isInstanceOf(IOException.class);
    }

    @Test
    void aWriterThatThrowsEndsTheConnection() {
        direct.broken = new IllegalStateException("gone");
        receive(direct, text(REGISTRATION));
        await().until(direct::isClosing);
        assertThat(direct.relay.registry().clients()).isEmpty();
    }

    @Test
    void aSecondCompletionOfAWriteHasNoEffect() {
        direct.holding = true;
        receive(direct, concat(text(REGISTRATION), text(message("1")), text(message("2")), text(message("3"))));
        assertThat(direct.sent).hasSize(1);
        var first = Objects.requireNonNull(direct.inFlight);
        first.completed(ByteBuffer.allocate(0));
        assertThat(direct.sent).hasSize(2);
        first.completed(ByteBuffer.allocate(0));
        first.failed(new IOException("late"));
        assertThat(direct.sent).hasSize(2);
        Objects.requireNonNull(direct.inFlight).completed(ByteBuffer.allocate(0));
        assertThat(direct.sent).hasSize(3);
        assertThat(direct.isClosing()).isFalse();
    }

    @Test
    void pingAndCloseGoToTheSessionAndACutToTheSocket() throws IOException {
        direct.frames.ping();
        direct.frames.close(CloseStatus.RELAY_STOPS);
        direct.frames.terminate();
        assertThat(direct.session).containsExactly("sendPing", "close");
        assertThat(direct.socket).containsExactly("terminateSilently");
        assertThat(direct.frames.remoteAddress()).isEqualTo("127.0.0.1:1");
    }

    private static void receive(FastPathFramesFixture fixture, byte[] bytes) {
        fixture.frames.handle(ByteBuffer.wrap(bytes));
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
