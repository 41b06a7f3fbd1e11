package proxystore.relay.standalone.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CloseFrameOrderingTest {
    private static final int TIMEOUT_MS = 10_000;
    private static final int RACES = 2_000;

    private final List<String> written = new CopyOnWriteArrayList<>();
    private final CloseScheduler scheduler = new CloseScheduler(Duration.ofHours(1));
    private final CloseFrameOrdering ordering = new CloseFrameOrdering(scheduler);

    @AfterEach
    void noThreadIsLeft() {
        scheduler.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("relay-closing")));
    }

    private boolean send(String text) {
        return ordering.offer(() -> written.add(text));
    }

    @Test
    void withoutAPendingTextTheCloseFrameIsWrittenAtOnce() {
        assertThat(send("text")).isTrue();
        assertThat(written).isEmpty();
        ordering.writeText();
        ordering.writeText();
        ordering.runAfterPendingText(() -> written.add("close"));
        ordering.runAfterPendingText(() -> written.add("end"));
        assertThat(written).containsExactly("text", "close", "end");
        assertThat(send("late")).isFalse();
        ordering.writeText();
        assertThat(written).hasSize(3);
    }

    @Test
    void noTextIsWrittenOnceTextsAreRefused() {
        ordering.refuseFurtherTexts();
        assertThat(send("late")).isFalse();
        ordering.runAfterPendingText(() -> written.add("close"));
        assertThat(written).containsExactly("close");
    }

    @Test
    void theClosingThreadWritesAPendingText() {
        assertThat(send("text")).isTrue();
        ordering.refuseFurtherTexts();
        ordering.runAfterPendingText(() -> written.add("close"));
        assertThat(written).containsExactly("text", "close");
        ordering.writeText();
        assertThat(written).hasSize(2);
    }

    @Test
    void aTextCanBeOfferedDuringTheWriteOfAnother() {
        assertThat(ordering.offer(() -> assertThat(send("second")).isTrue())).isTrue();
        ordering.writeText();
        assertThat(written).isEmpty();
        ordering.runAfterPendingText(() -> written.add("close"));
        assertThat(written).containsExactly("second", "close");
    }

    @Test
    void aWriteThatThrowsDoesNotPreventTheClose() {
        assertThat(ordering.offer(() -> {
                    throw new OutOfMemoryError("no buffer");
                }))
                .isTrue();
        assertThatThrownBy(ordering::writeText).isInstanceOf(OutOfMemoryError.class);
        ordering.runAfterPendingText(() -> written.add("close"));
        assertThat(written).containsExactly("close");
    }

    @Test
    void closeFrameAndEndWaitForATextThatIsBeingWrittenAndKeepTheirOrder() throws Exception {
        Meeting writing = new Meeting(2);
        assertThat(ordering.offer(() -> {
                    writing.await();
                    writing.await();
                    written.add("text");
                }))
                .isTrue();
        Thread writer = new Thread(ordering::writeText);
        writer.start();
        writing.await();
        ordering.runAfterPendingText(() -> written.add("close"));
        ordering.runAfterPendingText(() -> written.add("end"));
        assertThat(written).isEmpty();
        writing.await();
        await().until(() -> written.size() == 3);
        writer.join(TIMEOUT_MS);
        assertThat(written).containsExactly("text", "close", "end");
        assertThat(send("late")).isFalse();
    }

    @Test
    void inEveryOrderOfThreadsAnAcceptedTextIsWrittenOnceAndBeforeTheCloseFrame() throws Exception {
        for (int i = 0; i < RACES; i++) {
            written.clear();
            CloseFrameOrdering raced = new CloseFrameOrdering(scheduler);
            Meeting start = new Meeting(3);
            boolean[] accepted = new boolean[1];
            Thread sender = new Thread(() -> {
                start.await();
                accepted[0] = raced.offer(() -> written.add("text"));
                raced.writeText();
            });
            Thread flusher = new Thread(() -> {
                start.await();
                raced.writeText();
            });
            sender.start();
            flusher.start();
            start.await();
            raced.runAfterPendingText(() -> written.add("close"));
            sender.join(TIMEOUT_MS);
            flusher.join(TIMEOUT_MS);
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> written.contains("close"));
            assertThat(written).isEqualTo(accepted[0] ? List.of("text", "close") : List.of("close"));
        }
    }
}
