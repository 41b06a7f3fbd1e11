package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import proxystore.relay.config.InboxConfig;

class InboxTest {
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final List<String> handled = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final ReceivedBudget budget = new ReceivedBudget(4096);
    private final Inbox inbox = new Inbox(new InboxConfig(3, 1024), budget, failures::add);

    private boolean accept(String message) {
        return accept(message, DONE);
    }

    private boolean accept(String message, CompletionStage<Void> end) {
        return inbox.accept(0, () -> {
            handled.add(message);
            return end;
        });
    }

    @AfterEach
    void nothingIsCounted() {
        inbox.clear();
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void memoryOfWaitingMessagesIsCountedUntilTheirTurn() {
        ReceivedBudget small = new ReceivedBudget(700);
        Inbox limited = new Inbox(new InboxConfig(3, 1024), small, failures::add);
        CompletableFuture<Void> first = new CompletableFuture<>();
        limited.accept(400, () -> first);
        assertThat(small.heldBytes()).isZero();
        assertThat(limited.accept(400, () -> DONE)).isTrue();
        assertThat(limited.accept(301, () -> DONE)).as("past the budget of all").isFalse();
        assertThat(limited.accept(300, () -> DONE)).isTrue();
        assertThat(small.heldBytes()).isEqualTo(700);
        first.complete(null);
        assertThat(small.heldBytes()).isZero();
    }

    @Test
    void droppedMessagesAreNoLongerCounted() {
        inbox.accept(0, CompletableFuture::new);
        inbox.accept(300, () -> DONE);
        inbox.acceptLast(() -> {});
        inbox.clear();
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void messageIsProcessedAtOnce() {
        assertThat(accept("a")).isTrue();
        assertThat(handled).containsExactly("a");
        assertThat(accept("b")).isTrue();
        assertThat(handled).containsExactly("a", "b");
    }

    @Test
    void laterMessagesWaitForTheEarlierOne() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> second = new CompletableFuture<>();
        accept("a", first);
        accept("b", second);
        accept("c");
        assertThat(handled).containsExactly("a");
        first.complete(null);
        assertThat(handled).containsExactly("a", "b");
        second.complete(null);
        assertThat(handled).containsExactly("a", "b", "c");
        accept("d");
        assertThat(handled).endsWith("d");
    }

    @Test
    void refusesTheMessagePastTheBound() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        accept("a", first);
        assertThat(accept("b")).isTrue();
        assertThat(accept("c")).isTrue();
        assertThat(accept("d")).isTrue();
        assertThat(accept("e")).isFalse();
        first.complete(null);
        assertThat(handled).containsExactly("a", "b", "c", "d");
        assertThat(accept("f")).isTrue();
    }

    @Test
    void refusesTheMessageThatTakesTooMuchMemory() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        assertThat(inbox.accept(5_000, () -> first)).isTrue(); // it does not wait
        assertThat(inbox.accept(1_000, () -> DONE)).isTrue();
        assertThat(inbox.accept(25, () -> DONE)).isFalse();
        assertThat(inbox.accept(24, () -> DONE)).isTrue();
        first.complete(null);
        CompletableFuture<Void> second = new CompletableFuture<>();
        inbox.accept(0, () -> second);
        assertThat(inbox.accept(1_024, () -> DONE)).isTrue();
        assertThat(inbox.accept(1, () -> DONE)).isFalse();
        inbox.clear();
        assertThat(inbox.accept(1_024, () -> DONE)).isTrue();
        second.complete(null);
    }

    @Test
    void droppedMessageIsNeverProcessed() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        accept("a", first);
        accept("b");
        inbox.clear();
        first.complete(null);
        assertThat(handled).containsExactly("a");
    }

    @Test
    void failedStageIsReportedAndTheNextMessageFollows() {
        IllegalStateException atOnce = new IllegalStateException("failed at once");
        IllegalStateException later = new IllegalStateException("failed later");
        CompletableFuture<Void> first = new CompletableFuture<>();
        accept("a", first);
        accept("b", CompletableFuture.failedStage(atOnce));
        accept("c");
        first.completeExceptionally(later);
        assertThat(handled).containsExactly("a", "b", "c");
        assertThat(failures).containsExactly(later, atOnce);
    }

    @Test
    void thrownExceptionIsReportedAndTheNextMessageFollows() {
        IllegalStateException exception = new IllegalStateException("thrown on the receiving thread");
        StackOverflowError error = new StackOverflowError("thrown behind another message");
        assertThat(inbox.accept(0, () -> {
                    throw exception;
                }))
                .isTrue();
        CompletableFuture<Void> first = new CompletableFuture<>();
        accept("a", first);
        inbox.accept(0, () -> {
            throw error;
        });
        accept("b");
        first.complete(null);
        assertThat(handled).containsExactly("a", "b");
        assertThat(failures).containsExactly(exception, error);
        accept("c");
        assertThat(handled).endsWith("c");
    }

    @Test
    void nothingFollowsTheLastMessage() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        accept("a", first);
        accept("b");
        accept("c");
        accept("d");
        inbox.acceptLast(() -> handled.add("last")); // past the bound, which is three
        inbox.acceptLast(() -> handled.add("once more"));
        assertThat(accept("e")).isTrue();
        first.complete(null);
        accept("f");
        assertThat(handled).containsExactly("a", "b", "c", "d", "last");
    }

    @Test
    void lastMessageIsProcessedAtOnceIfNothingIsBeforeIt() {
        inbox.acceptLast(() -> handled.add("last"));
        accept("a");
        assertThat(handled).containsExactly("last");
    }

    @Test
    void threadThatCompletesTheEarlierMessageProcessesTheNext() throws Exception {
        CompletableFuture<Void> first = new CompletableFuture<>();
        accept("a", first);
        List<Thread> handler = new ArrayList<>();
        inbox.accept(0, () -> {
            handler.add(Thread.currentThread());
            return DONE;
        });
        Thread other = new Thread(() -> first.complete(null));
        other.start();
        other.join(TimeUnit.SECONDS.toMillis(5));
        assertThat(handler).containsExactly(other);
    }

    @Test
    void messageThatArrivesDuringAnotherFollowsIt() {
        inbox.accept(0, () -> {
            accept("inner");
            handled.add("outer");
            return DONE;
        });
        assertThat(handled).containsExactly("outer", "inner");
    }

    @Test
    void fullInboxIsProcessedWithoutRecursion() throws Exception {
        int most = 10_000;
        Inbox large = new Inbox(new InboxConfig(most, 1024), budget, failures::add);
        CompletableFuture<Void> first = new CompletableFuture<>();
        large.accept(0, () -> first);
        List<Integer> numbers = new ArrayList<>();
        IntStream.range(0, most)
                .forEach(i -> large.accept(0, () -> {
                    numbers.add(i);
                    return DONE;
                }));
        long smallStackBytes = 192 * 1024;
        Thread completer = new Thread(null, () -> first.complete(null), "completer", smallStackBytes);
        completer.start();
        completer.join(TimeUnit.SECONDS.toMillis(10));
        assertThat(numbers).isEqualTo(IntStream.range(0, most).boxed().toList());
    }
}
