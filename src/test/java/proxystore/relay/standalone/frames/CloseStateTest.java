package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.glassfish.grizzly.CloseListener;
import org.glassfish.grizzly.CloseType;
import org.glassfish.grizzly.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.message.CloseStatus;

class CloseStateTest {
    /** The calls of the TCP connection. */
    private final List<String> events = new CopyOnWriteArrayList<>();
    /** The listeners for the close of the TCP connection. */
    private final List<CloseListener<Connection<?>, CloseType>> listeners = new CopyOnWriteArrayList<>();

    private final FakeFrameSocket output = new FakeFrameSocket();
    private CloseScheduler scheduler = new CloseScheduler(Duration.ofHours(1));

    @AfterEach
    void noThreadIsLeft() {
        scheduler.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("relay-closing")));
    }

    private CloseState closeState() {
        return new CloseState(RecordingSocket.of(events, listeners), new FrameWriter(output), scheduler);
    }

    private static ByteBuffer closeFrame() {
        return ServerFrames.close(CloseStatus.RELAY_STOPS);
    }

    @Test
    void tcpIsClosedWhenBothSidesHaveClosed() {
        CloseState closing = closeState();
        closing.close(closeFrame());
        assertThat(output.written).hasSize(1);
        assertThat(events).isEmpty();
        closing.peerHasClosed();
        assertThat(events).containsExactly("closeSilently");
    }

    /** The thread that cuts stands still, as in a pause of the process; the peer's answer may be in the socket. */
    @Test
    void thePeerGetsMoreTimeAfterAPause() throws InterruptedException {
        CountDownLatch paused = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        scheduler.later(
                () -> {
                    paused.countDown();
                    try {
                        end.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                Duration.ZERO);
        paused.await();
        long startNanos = System.nanoTime();
        scheduler.cutLater(RecordingSocket.of(events, listeners), Duration.ofMillis(1));
        await().until(() ->
                System.nanoTime() - startNanos > Duration.ofMillis(700).toNanos());
        long resumedNanos = System.nanoTime();
        end.countDown();
        await().until(() -> !events.isEmpty());
        assertThat(events).containsExactly("terminateSilently");
        assertThat(Duration.ofNanos(System.nanoTime() - resumedNanos)).isGreaterThan(Duration.ofMillis(600));
    }

    @Test
    void thePeerCanCloseFirst() {
        CloseState closing = closeState();
        closing.peerHasClosed();
        assertThat(events).isEmpty();
        closing.close(closeFrame());
        assertThat(events).containsExactly("closeSilently");
    }

    @Test
    void tcpIsNotClosedBeforeTheKernelHasTakenTheCloseFrame() {
        output.holding = true;
        CloseState closing = closeState();
        closing.close(closeFrame());
        closing.peerHasClosed();
        assertThat(events).isEmpty();
        output.inFlight.remove().completed(null);
        assertThat(events).containsExactly("closeSilently");
    }

    @Test
    void aSecondCloseOfOneSideHasNoEffect() {
        CloseState closing = closeState();
        closing.peerHasClosed();
        closing.peerHasClosed();
        assertThat(events).isEmpty();
        closing.close(closeFrame());
        closing.close(closeFrame());
        closing.peerHasClosed();
        assertThat(output.written).hasSize(1);
        assertThat(events).containsExactly("closeSilently");
    }

    @Test
    void aConnectionToWhichNoCloseFrameCanBeSentIsCut() {
        output.holding = true;
        CloseState closing = closeState();
        closing.close(closeFrame());
        output.inFlight.remove().failed(new IOException("reset"));
        assertThat(events).containsExactly("terminateSilently");

        events.clear();
        output.broken = new OutOfMemoryError();
        closeState().close(closeFrame());
        assertThat(events).containsExactly("terminateSilently");
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aPeerThatDoesNotAnswerOrDoesNotReadIsCutAfterItsTime(boolean peerFirst) {
        scheduler.close();
        scheduler = new CloseScheduler(Duration.ofMillis(50));
        output.holding = peerFirst;
        CloseState closing = closeState();
        if (peerFirst) {
            closing.peerHasClosed();
        }
        closing.close(closeFrame());
        await().until(() -> events.equals(List.of("terminateSilently")));
    }

    @Test
    void aPeerThatAnswersIsNotCut() throws IOException {
        scheduler.close();
        scheduler = new CloseScheduler(Duration.ofMillis(50));
        CloseState answered = closeState();
        answered.close(closeFrame());
        answered.peerHasClosed();
        for (CloseListener<Connection<?>, CloseType> listener : listeners) {
            listener.onClosed(RecordingSocket.of(events), CloseType.LOCALLY);
        }
        List<String> others = new CopyOnWriteArrayList<>();
        new CloseState(RecordingSocket.of(others, new CopyOnWriteArrayList<>()), new FrameWriter(output), scheduler)
                .close(closeFrame());
        await().until(() -> others.equals(List.of("terminateSilently"))); // later than the first would have been cut
        assertThat(events).containsExactly("closeSilently");
    }

    @Test
    void nothingIsCutOnceTheServerHasStopped() {
        scheduler.close();
        CloseState closing = closeState();
        closing.close(closeFrame());
        closing.peerHasClosed();
        assertThat(events).containsExactly("closeSilently");
    }

    @ParameterizedTest
    @CsvSource({
        "999, false",
        "1000, true",
        "1003, true",
        "1004, false",
        "1005, false",
        "1006, false",
        "1007, true",
        "1014, true",
        "1015, false",
        "2999, false",
        "3000, true",
        "4999, true",
        "5000, false",
        "65535, false"
    })
    void codesThatACloseFrameMayCarry(int code, boolean allowed) {
        assertThat(CloseState.mayBeSent(code)).isEqualTo(allowed);
    }
}
