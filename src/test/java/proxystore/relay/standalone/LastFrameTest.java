package proxystore.relay.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LastFrameTest {
    private static final int TIMEOUT_MS = 10_000;
    private static final int RACES = 2_000;

    private final List<String> written = new CopyOnWriteArrayList<>();
    private final OpenSockets sockets = new OpenSockets(Duration.ofHours(1));
    private final LastFrame last = new LastFrame(sockets);

    @AfterEach
    void noThreadIsLeft() {
        sockets.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("relay-closing")));
    }

    @Test
    void betweenTextsTheCloseFrameIsWrittenAtOnce() {
        assertThat(last.beginText()).isTrue();
        last.textWritten();
        last.behindTexts(() -> written.add("close"));
        last.behindTexts(() -> written.add("end"));
        assertThat(written).containsExactly("close", "end");
        assertThat(last.beginText()).isFalse();
    }

    @Test
    void noTextFollowsTheDecision() {
        last.decide();
        assertThat(last.beginText()).isFalse();
        last.behindTexts(() -> written.add("close"));
        assertThat(written).containsExactly("close");
    }

    @Test
    void duringATextTheCloseFrameAndTheEndWaitAndKeepTheirOrder() {
        assertThat(last.beginText()).isTrue();
        last.behindTexts(() -> written.add("close"));
        assertThat(written).isEmpty();
        written.add("text");
        last.textWritten();
        last.behindTexts(() -> written.add("end"));
        await().until(() -> written.size() == 3);
        assertThat(written).containsExactly("text", "close", "end");
        assertThat(last.beginText()).isFalse();
    }

    @Test
    void whoeverIsFirstNoTextFollowsTheCloseFrame() throws Exception {
        for (int i = 0; i < RACES; i++) {
            written.clear();
            LastFrame raced = new LastFrame(sockets);
            CyclicBarrier start = new CyclicBarrier(2);
            Thread sender = new Thread(() -> {
                meet(start);
                if (raced.beginText()) {
                    written.add("text");
                    raced.textWritten();
                }
            });
            sender.start();
            meet(start);
            raced.behindTexts(() -> written.add("close"));
            sender.join(TIMEOUT_MS);
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> written.contains("close"));
            assertThat(written).last().isEqualTo("close");
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(TIMEOUT_MS, TimeUnit.MILLISECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
