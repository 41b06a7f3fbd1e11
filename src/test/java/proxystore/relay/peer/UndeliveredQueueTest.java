package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.message.PeerConnection;

class UndeliveredQueueTest {
    private static final OutboxBudget BUDGET =
            new OutboxBudget(RelayConfig.defaults().outbox());

    private final List<String> returned = new ArrayList<>();
    /** Gets what is returned; set by {@link #returns}. */
    private Consumer<String> sender = text -> {};

    @Test
    void nothingIsReturnedOnTheThreadThatDetectedTheFailure() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        UndeliveredQueue queue = returns(returned::add, tasks::add);
        queue.add(text("first"), "gone");
        queue.add(text("second"), "gone");
        assertThat(returned).isEmpty();
        assertThat(tasks).hasSize(1);

        tasks.remove().run();
        assertThat(returned).containsExactly("first: gone", "second: gone");

        queue.add(text("third"), "gone");
        tasks.remove().run();
        assertThat(returned).endsWith("third: gone");
        assertThat(tasks).isEmpty();
    }

    @Test
    void chainOfAMillionDoesNotRecurse() {
        UndeliveredQueue[] queue = new UndeliveredQueue[1];
        int[] count = new int[1];
        queue[0] = returns(
                message -> {
                    if (++count[0] < 1_000_000) {
                        queue[0].add(text("next"), "gone");
                    }
                },
                Runnable::run);
        queue[0].add(text("first"), "gone");
        assertThat(count[0]).isEqualTo(1_000_000);
    }

    @Test
    void failureDoesNotHoldUpOtherMessages() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        UndeliveredQueue queue = returns(
                message -> {
                    if (message.startsWith("broken")) {
                        throw new IllegalStateException("failed");
                    }
                    if (message.startsWith("too much")) {
                        throw new OutOfMemoryError("no heap");
                    }
                    returned.add(message);
                },
                tasks::add);
        queue.add(text("broken"), "gone");
        queue.add(text("too much"), "gone");
        queue.add(text("next"), "gone");
        tasks.remove().run();
        assertThat(returned).containsExactly("next: gone");
    }

    @Test
    void failureThatCannotBeLoggedDoesNotHoldUpOtherMessages() {
        UndeliveredQueue queue = returns(
                message -> {
                    if (message.startsWith("broken")) {
                        throw new Unprintable();
                    }
                    returned.add(message);
                },
                Runnable::run);
        assertThatCode(() -> queue.add(text("broken"), "gone")).doesNotThrowAnyException();
        queue.add(text("next"), "gone");
        assertThat(returned).containsExactly("next: gone");
    }

    @Test
    void messageWithoutAThreadWaitsOnlyUntilTheNextOne() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        boolean[] threads = new boolean[1];
        UndeliveredQueue queue = returns(returned::add, task -> {
            if (!threads[0]) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            tasks.add(task);
        });
        queue.add(text("first"), "gone");
        assertThat(tasks).isEmpty();
        threads[0] = true;
        queue.add(text("second"), "gone");
        tasks.remove().run();
        assertThat(returned).containsExactly("first: gone", "second: gone");
    }

    @Test
    void messageWithoutAThreadIsReturnedOnceThereIsOne() {
        ScarceThreads threads = new ScarceThreads();
        UndeliveredQueue queue = returns(returned::add, threads);
        queue.add(text("first"), "gone");
        queue.resume();
        assertThat(returned).isEmpty();

        threads.free();
        queue.resume();
        assertThat(returned).containsExactly("first: gone");
        queue.resume();
        assertThat(returned).hasSize(1);
    }

    @Test
    void nothingIsThrownAfterTheRelayHasStopped() {
        UndeliveredQueue queue = returns(returned::add, task -> {
            throw new RejectedExecutionException("stopped");
        });
        assertThatCode(() -> queue.add(text("late"), "gone")).doesNotThrowAnyException();
        assertThat(returned).isEmpty();
    }

    @Test
    void undeliveredMessageCountsUntilItHasBeenReturned() {
        OutboxBudget budget = new OutboxBudget(RelayConfig.defaults().outbox());
        Deque<Runnable> tasks = new ArrayDeque<>();
        UndeliveredQueue queue = new UndeliveredQueue(tasks::add, budget);
        OutboundMessage message = message("message", returned -> {
            assertThat(budget.heldBytes()).isPositive();
            throw new IllegalStateException("failed");
        });
        budget.reserve(message, true);
        queue.add(message, "gone");
        assertThat(budget.heldBytes()).isPositive();
        tasks.remove().run();
        assertThat(budget.heldBytes()).isZero();
    }

    @Test
    void messageWithoutASenderIsOnlyReleased() {
        OutboxBudget budget = new OutboxBudget(RelayConfig.defaults().outbox());
        OutboundMessage message = OutboundMessage.ofRelay(EncodedMessage.of("response"));
        budget.reserve(message, true);
        new UndeliveredQueue(Runnable::run, budget).add(message, "gone");
        assertThat(budget.heldBytes()).isZero();
    }

    /** A message whose sender gets its text and the reason. */
    private static OutboundMessage message(String text, Consumer<String> sender) {
        EncodedMessage encoded = EncodedMessage.of(text);
        return OutboundMessage.ofPeer(
                encoded,
                (message, reason) -> sender.accept(text + ": " + reason),
                new PeerConnection(new UUID(0, 1), "name", new UUID(0, 2), "offer", null, null, encoded),
                0);
    }

    private OutboundMessage text(String text) {
        return message(text, sender);
    }

    private UndeliveredQueue returns(Consumer<String> sender, Executor executor) {
        this.sender = sender;
        return new UndeliveredQueue(executor, BUDGET);
    }
}
