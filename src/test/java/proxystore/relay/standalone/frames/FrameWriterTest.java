package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.peer.Transport.SendListener;

class FrameWriterTest {
    private static final int TIMEOUT_MS = 10_000;
    private static final int RACES = 2_000;
    private static final String CLOSE = "close 1001 The relay is shutting down.";

    private final FakeFrameSocket socket = new FakeFrameSocket();
    private final FrameWriter writer = new FrameWriter(socket);
    /** The ends of texts and close frames: {@code name sent}, {@code name failed …} or {@code name uncertain …}. */
    private final List<String> ends = new CopyOnWriteArrayList<>();

    @AfterEach
    void nothingIsLeftInFlight() {
        assertThat(socket.inFlight).isEmpty();
    }

    private boolean text(String text) {
        return text(writer, text);
    }

    private boolean text(FrameWriter writer, String text) {
        return writer.text(ServerFrames.text(EncodedMessage.of(text)), recording(text));
    }

    private void close(FrameWriter writer) {
        writer.close(ServerFrames.close(CloseStatus.RELAY_STOPS), recording("close"));
    }

    private void ping() {
        writer.ping(ServerFrames.ping());
    }

    private void pong(String payload) {
        writer.pong(ServerFrames.control(FrameHeader.PONG, ("\0\0" + payload).getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aTextIsWrittenWhenItIsFlushed() {
        assertThat(text("a")).isTrue();
        assertThat(socket.written).isEmpty();
        writer.flush();
        writer.flush();
        assertThat(socket.written).containsExactly("a");
        assertThat(ends).containsExactly("a sent");
    }

    @Test
    void pongAndPingPrecedeTheTextAndTheCloseFrameIsTheLast() {
        socket.holding = true;
        pong("first");
        close(writer); // refuses what follows
        pong("late");
        ping();
        assertThat(text("late")).isFalse();
        endAll();
        assertThat(socket.written).containsExactly("pong first", CLOSE);
        assertThat(ends).containsExactly("late failed The connection is being closed", "close sent");
    }

    @Test
    void waitingFramesAreWrittenInTheOrderOfTheirKinds() {
        socket.holding = true;
        assertThat(text("a")).isTrue();
        writer.flush();
        assertThat(text("b")).isTrue();
        ping();
        pong("1");
        pong("2");
        close(writer);
        assertThat(socket.written).containsExactly("a");
        endAll();
        assertThat(socket.written).containsExactly("a", "pong 2", "ping", "b", CLOSE);
        assertThat(ends).containsExactly("a sent", "b sent", "close sent");
    }

    @Test
    void theClosingThreadWritesAnAcceptedText() {
        assertThat(text("a")).isTrue();
        close(writer);
        assertThat(socket.written).containsExactly("a", CLOSE);
        writer.flush();
        close(writer);
        assertThat(socket.written).hasSize(2);
    }

    @Test
    void aTextThatTheEndOfAnotherOffersIsWrittenByTheSameThread() {
        assertThat(writer.text(ServerFrames.text(EncodedMessage.of("a")), new SendListener() {
                    @Override
                    public void sent(@Nullable Throwable failure) {
                        assertThat(text("b")).isTrue();
                        writer.flush();
                    }

                    @Override
                    public void uncertain(Throwable failure) {}
                }))
                .isTrue();
        writer.flush();
        assertThat(socket.written).containsExactly("a", "b");
    }

    @Test
    void closeFollowsATextThatAnotherThreadIsWriting() throws Exception {
        Meeting writing = new Meeting(2);
        socket.meanwhile = () -> {
            writing.await();
            writing.await();
        };
        assertThat(text("a")).isTrue();
        Thread flushing = new Thread(writer::flush);
        flushing.start();
        writing.await();
        close(writer);
        assertThat(socket.written).isEmpty();
        writing.await();
        flushing.join(TIMEOUT_MS);
        assertThat(socket.written).containsExactly("a", CLOSE);
    }

    @Test
    void theThreadThatReportsTheEndContinuesEvenIfTheWritingThreadHasNotReturned() {
        socket.meanwhile = () -> {
            socket.holding = true;
        };
        assertThat(text("a")).isTrue();
        writer.flush();
        assertThat(text("b")).isTrue();
        Thread other = new Thread(() -> socket.inFlight.remove().completed(null));
        socket.holding = false;
        other.start();
        join(other);
        assertThat(socket.written).containsExactly("a", "b");
    }

    @Test
    void aFailedWriteFailsAllThatWaitsAndAllThatFollows() {
        socket.holding = true;
        pong("1");
        assertThat(text("a")).isTrue();
        ping();
        socket.inFlight.remove().failed(new IOException("reset"));
        assertThat(socket.written).containsExactly("pong 1");
        assertThat(text("b")).isFalse();
        close(writer);
        assertThat(ends).containsExactly("a failed reset", "b failed reset", "close failed reset");
        assertThat(socket.written).hasSize(1);
    }

    @Test
    void aCloseFrameThatWaitsFailsWithTheFrameBeforeIt() {
        socket.holding = true;
        assertThat(text("a")).isTrue();
        writer.flush();
        close(writer);
        socket.inFlight.remove().cancelled();
        assertThat(ends).containsExactly("a failed The send was cancelled", "close failed The send was cancelled");
    }

    @Test
    void anExceptionFailsATextAndAnErrorLeavesItUncertain() {
        socket.broken = new IllegalStateException("no buffer");
        assertThat(text("a")).isTrue();
        writer.flush();
        assertThat(ends).containsExactly("a failed no buffer");

        ends.clear();
        FrameWriter other = new FrameWriter(socket);
        socket.broken = new OutOfMemoryError("no memory");
        assertThat(text(other, "a")).isTrue();
        other.flush();
        assertThat(ends).containsExactly("a uncertain no memory");
    }

    @Test
    void aSecondEndOfAWriteHasNoEffect() {
        socket.holding = true;
        assertThat(text("a")).isTrue();
        writer.flush();
        var first = socket.inFlight.remove();
        first.completed(null);
        assertThat(text("b")).isTrue();
        writer.flush();
        first.completed(null);
        first.failed(new IOException("late"));
        pong("1");
        assertThat(socket.written).containsExactly("a", "b");
        endAll();
        assertThat(ends).containsExactly("a sent", "b sent");
    }

    @Test
    void inEveryOrderOfThreadsAnAcceptedTextIsWrittenOnceAndBeforeTheCloseFrame() {
        for (int i = 0; i < RACES; i++) {
            socket.written.clear();
            FrameWriter raced = new FrameWriter(socket);
            Meeting start = new Meeting(3);
            boolean[] accepted = new boolean[1];
            Thread sender = new Thread(() -> {
                start.await();
                accepted[0] = text(raced, "a");
                raced.flush();
            });
            Thread flusher = new Thread(() -> {
                start.await();
                raced.flush();
            });
            sender.start();
            flusher.start();
            start.await();
            close(raced);
            join(sender);
            join(flusher);
            assertThat(socket.written).isEqualTo(accepted[0] ? List.of("a", CLOSE) : List.of(CLOSE));
        }
    }

    private void endAll() {
        while (!socket.inFlight.isEmpty()) {
            socket.inFlight.remove().completed(null);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(TIMEOUT_MS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(thread.isAlive()).isFalse();
    }

    private SendListener recording(String name) {
        return new SendListener() {
            @Override
            public void sent(@Nullable Throwable failure) {
                ends.add(name + (failure == null ? " sent" : " failed " + failure.getMessage()));
            }

            @Override
            public void uncertain(Throwable failure) {
                ends.add(name + " uncertain " + failure.getMessage());
            }
        };
    }
}
