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
    private final WebSocketTracker sockets = new WebSocketTracker(Duration.ofHours(1));
    private final CloseFrameOrdering last = new CloseFrameOrdering(sockets);

    @AfterEach
    void noThreadIsLeft() {
        sockets.close();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("relay-closing")));
    }

    private boolean send(String text) {
        return last.beginText(() -> written.add(text));
    }

    @Test
    void betweenTextsTheCloseFrameIsWrittenAtOnce() {
        assertThat(send("text")).isTrue();
        assertThat(written).isEmpty();
        last.writeText();
        last.writeText();
        last.behindTexts(() -> written.add("close"));
        last.behindTexts(() -> written.add("end"));
        assertThat(written).containsExactly("text", "close", "end");
        assertThat(send("late")).isFalse();
        last.writeText();
        assertThat(written).hasSize(3);
    }

    @Test
    void noTextFollowsTheDecision() {
        last.decide();
        assertThat(send("late")).isFalse();
        last.behindTexts(() -> written.add("close"));
        assertThat(written).containsExactly("close");
    }

    @Test
    void aTextThatNobodyHasWrittenYetIsWrittenByWhoCloses() {
        assertThat(send("text")).isTrue();
        last.decide();
        last.behindTexts(() -> written.add("close"));
        assertThat(written).containsExactly("text", "close");
        last.writeText();
        assertThat(written).hasSize(2);
    }

    @Test
    void theNextTextMayBeginBeforeTheWriteOfTheLastHasReturned() {
        assertThat(last.beginText(() -> assertThat(send("second")).isTrue())).isTrue();
        last.writeText();
        assertThat(written).isEmpty();
        last.behindTexts(() -> written.add("close"));
        assertThat(written).containsExactly("second", "close");
    }

    @Test
    void aWriteThatThrowsKeepsNobodyFromClosing() {
        assertThat(last.beginText(() -> {
                    throw new OutOfMemoryError("no buffer");
                }))
                .isTrue();
        assertThatThrownBy(last::writeText).isInstanceOf(OutOfMemoryError.class);
        last.behindTexts(() -> written.add("close"));
        assertThat(written).containsExactly("close");
    }

    @Test
    void duringATextTheCloseFrameAndTheEndWaitAndKeepTheirOrder() throws Exception {
        Meeting writing = new Meeting(2);
        assertThat(last.beginText(() -> {
                    writing.await();
                    writing.await();
                    written.add("text");
                }))
                .isTrue();
        Thread writer = new Thread(last::writeText);
        writer.start();
        writing.await();
        last.behindTexts(() -> written.add("close"));
        last.behindTexts(() -> written.add("end"));
        assertThat(written).isEmpty();
        writing.await();
        await().until(() -> written.size() == 3);
        writer.join(TIMEOUT_MS);
        assertThat(written).containsExactly("text", "close", "end");
        assertThat(send("late")).isFalse();
    }

    @Test
    void whoeverIsFirstNoTextFollowsTheCloseFrameOrIsLostOrComesTwice() throws Exception {
        for (int i = 0; i < RACES; i++) {
            written.clear();
            CloseFrameOrdering raced = new CloseFrameOrdering(sockets);
            Meeting start = new Meeting(3);
            boolean[] begun = new boolean[1];
            Thread sender = new Thread(() -> {
                start.await();
                begun[0] = raced.beginText(() -> written.add("text"));
                raced.writeText();
            });
            Thread hurrying = new Thread(() -> {
                start.await();
                raced.writeText();
            });
            sender.start();
            hurrying.start();
            start.await();
            raced.behindTexts(() -> written.add("close"));
            sender.join(TIMEOUT_MS);
            hurrying.join(TIMEOUT_MS);
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> written.contains("close"));
            assertThat(written).isEqualTo(begun[0] ? List.of("text", "close") : List.of("close"));
        }
    }
}
