package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.glassfish.grizzly.CloseListener;
import org.glassfish.grizzly.CloseType;
import org.glassfish.grizzly.Connection;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpCloseTest {
    private final List<String> events = new CopyOnWriteArrayList<>();
    /** The listeners for the close of the socket. */
    private final List<CloseListener<Connection<?>, CloseType>> listeners = new CopyOnWriteArrayList<>();
    /** Whether the socket stays open after a close, because the peer does not read. */
    private boolean stuck;

    private CloseScheduler scheduler = new CloseScheduler(Duration.ofHours(1));

    @AfterEach
    void noThreadIsLeft() {
        scheduler.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("relay-closing")));
    }

    private TcpClose tcpClose() {
        return new TcpClose(RecordingSocket.of(events, listeners), new ClosingWriter(), scheduler);
    }

    @Test
    void theSocketIsClosedWhenBothSidesHaveClosed() {
        TcpClose tcpClose = tcpClose();
        tcpClose.close();
        assertThat(events).isEmpty();
        tcpClose.peerCloses();
        assertThat(events).containsExactly("writer.close");
    }

    @Test
    void thePeerCanCloseFirst() {
        TcpClose tcpClose = tcpClose();
        tcpClose.peerCloses();
        assertThat(events).isEmpty();
        tcpClose.close();
        assertThat(events).containsExactly("writer.close");
    }

    @Test
    void aSecondCloseOfOneSideHasNoEffect() {
        TcpClose tcpClose = tcpClose();
        tcpClose.peerCloses();
        tcpClose.peerCloses();
        assertThat(events).isEmpty();
        tcpClose.close();
        tcpClose.close();
        tcpClose.peerCloses();
        assertThat(events).containsExactly("writer.close");
    }

    @Test
    void aPeerThatDoesNotAnswerIsCutOffAfterItsTime() {
        scheduler.close();
        scheduler = new CloseScheduler(Duration.ofMillis(50));
        tcpClose().close();
        await().until(() -> events.equals(List.of("terminateSilently")));
    }

    @Test
    void aPeerThatAnswersIsNotCutOff() {
        scheduler.close();
        scheduler = new CloseScheduler(Duration.ofMillis(50));
        TcpClose answered = tcpClose();
        answered.close();
        answered.peerCloses();
        List<String> others = new CopyOnWriteArrayList<>();
        new TcpClose(RecordingSocket.of(others), new ClosingWriter(), scheduler).close();
        await().until(() -> others.equals(List.of("terminateSilently"))); // later than the first would have been cut
        assertThat(events).containsExactly("writer.close");
    }

    @Test
    void aPeerThatDoesNotReadIsCutOffAfterEitherOrderOfCloses() {
        scheduler.close();
        scheduler = new CloseScheduler(Duration.ofMillis(50));
        stuck = true;
        TcpClose oursFirst = tcpClose();
        oursFirst.close();
        oursFirst.peerCloses();
        await().until(() -> events.equals(List.of("writer.close", "terminateSilently")));
        events.clear();
        TcpClose peersFirst = tcpClose();
        peersFirst.peerCloses();
        peersFirst.close();
        await().until(() -> events.equals(List.of("writer.close", "terminateSilently")));
    }

    @Test
    void nothingIsCutOffOnceTheServerHasStopped() {
        scheduler.close();
        TcpClose tcpClose = tcpClose();
        tcpClose.close();
        tcpClose.peerCloses();
        assertThat(events).containsExactly("writer.close");
    }

    private final class ClosingWriter extends Writer {
        @Override
        public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> completion) {
            throw new AssertionError("nothing is written");
        }

        @Override
        public void close() throws IOException {
            events.add("writer.close");
            if (!stuck) {
                for (CloseListener<Connection<?>, CloseType> listener : listeners) {
                    listener.onClosed(RecordingSocket.of(new ArrayList<>()), CloseType.LOCALLY);
                }
            }
            throw new IOException("already gone"); // is only logged
        }
    }
}
