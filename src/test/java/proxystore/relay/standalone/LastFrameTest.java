package proxystore.relay.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
        CyclicBarrier writing = new CyclicBarrier(2);
        assertThat(last.beginText(() -> {
                    meet(writing);
                    meet(writing);
                    written.add("text");
                }))
                .isTrue();
        Thread writer = new Thread(last::writeText);
        writer.start();
        meet(writing);
        last.behindTexts(() -> written.add("close"));
        last.behindTexts(() -> written.add("end"));
        assertThat(written).isEmpty();
        meet(writing);
        await().until(() -> written.size() == 3);
        writer.join(TIMEOUT_MS);
        assertThat(written).containsExactly("text", "close", "end");
        assertThat(send("late")).isFalse();
    }

    @Test
    void whoeverIsFirstNoTextFollowsTheCloseFrameOrIsLostOrComesTwice() throws Exception {
        for (int i = 0; i < RACES; i++) {
            written.clear();
            LastFrame raced = new LastFrame(sockets);
            CyclicBarrier start = new CyclicBarrier(3);
            boolean[] begun = new boolean[1];
            Thread sender = new Thread(() -> {
                meet(start);
                begun[0] = raced.beginText(() -> written.add("text"));
                raced.writeText();
            });
            Thread hurrying = new Thread(() -> {
                meet(start);
                raced.writeText();
            });
            sender.start();
            hurrying.start();
            meet(start);
            raced.behindTexts(() -> written.add("close"));
            sender.join(TIMEOUT_MS);
            hurrying.join(TIMEOUT_MS);
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> written.contains("close"));
            assertThat(written).isEqualTo(begun[0] ? List.of("text", "close") : List.of("close"));
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
