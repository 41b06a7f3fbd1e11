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
    /** Who wants to know of the socket's end. */
    private final List<CloseListener<Connection<?>, CloseType>> listeners = new CopyOnWriteArrayList<>();
    /** Whether a close has to wait for what the peer does not read. */
    private boolean stuck;

    private WebSocketTracker sockets = new WebSocketTracker(Duration.ofHours(1));

    @AfterEach
    void noThreadIsLeft() {
        sockets.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("relay-closing")));
    }

    private TcpClose closing() {
        return new TcpClose(RecordingSocket.of(events, listeners), new StuckWriter(), sockets);
    }

    @Test
    void theSocketIsClosedWhenBothSidesHaveClosed() {
        TcpClose closing = closing();
        closing.close();
        assertThat(events).isEmpty();
        closing.peerCloses();
        assertThat(events).containsExactly("writer.close");
    }

    @Test
    void thePeerMayBeFirst() {
        TcpClose closing = closing();
        closing.peerCloses();
        assertThat(events).isEmpty();
        closing.close();
        assertThat(events).containsExactly("writer.close");
    }

    @Test
    void noSideCountsTwice() {
        TcpClose closing = closing();
        closing.peerCloses();
        closing.peerCloses();
        assertThat(events).isEmpty();
        closing.close();
        closing.close();
        closing.peerCloses();
        assertThat(events).containsExactly("writer.close");
    }

    @Test
    void aPeerThatDoesNotAnswerIsCutOffAfterItsTime() {
        sockets.close();
        sockets = new WebSocketTracker(Duration.ofMillis(50));
        closing().close();
        await().until(() -> events.equals(List.of("terminateSilently")));
    }

    @Test
    void aPeerThatAnswersIsNotCutOff() {
        sockets.close();
        sockets = new WebSocketTracker(Duration.ofMillis(50));
        TcpClose answered = closing();
        answered.close();
        answered.peerCloses();
        List<String> others = new CopyOnWriteArrayList<>();
        new TcpClose(RecordingSocket.of(others), new StuckWriter(), sockets).close();
        await().until(() -> others.equals(List.of("terminateSilently"))); // later than the first would have been
        assertThat(events).containsExactly("writer.close");
    }

    @Test
    void aPeerThatDoesNotReadIsCutOffWhicheverSideClosesFirst() {
        sockets.close();
        sockets = new WebSocketTracker(Duration.ofMillis(50));
        stuck = true;
        TcpClose oursFirst = closing();
        oursFirst.close();
        oursFirst.peerCloses();
        await().until(() -> events.equals(List.of("writer.close", "terminateSilently")));
        events.clear();
        TcpClose peersFirst = closing();
        peersFirst.peerCloses();
        peersFirst.close();
        await().until(() -> events.equals(List.of("writer.close", "terminateSilently")));
    }

    @Test
    void nothingIsCutOffAnyMoreWhenTheServerHasStopped() {
        sockets.close();
        TcpClose closing = closing();
        closing.close();
        closing.peerCloses();
        assertThat(events).containsExactly("writer.close");
    }

    private final class StuckWriter extends Writer {
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
            throw new IOException("already gone"); // which is no news to anybody
        }
    }
}
