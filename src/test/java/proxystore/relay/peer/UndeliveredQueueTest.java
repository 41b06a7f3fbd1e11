package proxystore.relay.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.message.EncodedMessage;

class UndeliveredQueueTest {
    private static final OutboxBudget BUDGET =
            new OutboxBudget(RelayConfig.defaults().outbox());

    private final List<String> returned = new ArrayList<>();

    @Test
    void nothingComesBackOnTheThreadThatFoundOut() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        UndeliveredQueue returns = returns(returned::add, tasks::add);
        returns.undelivered(text("first"), "gone");
        returns.undelivered(text("second"), "gone");
        assertThat(returned).isEmpty();
        assertThat(tasks).hasSize(1);

        tasks.remove().run();
        assertThat(returned).containsExactly("first: gone", "second: gone");

        returns.undelivered(text("third"), "gone");
        tasks.remove().run();
        assertThat(returned).endsWith("third: gone");
        assertThat(tasks).isEmpty();
    }

    @Test
    void chainOfAMillionDoesNotRecurse() {
        UndeliveredQueue[] returns = new UndeliveredQueue[1];
        int[] count = new int[1];
        returns[0] = returns(
                message -> {
                    if (++count[0] < 1_000_000) {
                        returns[0].undelivered(text("next"), "gone");
                    }
                },
                Runnable::run);
        returns[0].undelivered(text("first"), "gone");
        assertThat(count[0]).isEqualTo(1_000_000);
    }

    @Test
    void failureKeepsNoOtherMessageBack() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        UndeliveredQueue returns = returns(
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
        returns.undelivered(text("broken"), "gone");
        returns.undelivered(text("too much"), "gone");
        returns.undelivered(text("next"), "gone");
        tasks.remove().run();
        assertThat(returned).containsExactly("next: gone");
    }

    @Test
    void failureThatCannotEvenBeLoggedKeepsNoOtherMessageBack() {
        UndeliveredQueue returns = returns(
                message -> {
                    if (message.startsWith("broken")) {
                        throw new Unprintable();
                    }
                    returned.add(message);
                },
                Runnable::run);
        assertThatCode(() -> returns.undelivered(text("broken"), "gone")).doesNotThrowAnyException();
        returns.undelivered(text("next"), "gone");
        assertThat(returned).containsExactly("next: gone");
    }

    @Test
    void systemWithoutAThreadKeepsAMessageBackOnlyUntilTheNextOne() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        boolean[] threads = new boolean[1];
        UndeliveredQueue returns = returns(returned::add, task -> {
            if (!threads[0]) {
                throw new OutOfMemoryError("unable to create native thread");
            }
            tasks.add(task);
        });
        returns.undelivered(text("first"), "gone");
        assertThat(tasks).isEmpty();
        threads[0] = true;
        returns.undelivered(text("second"), "gone");
        tasks.remove().run();
        assertThat(returned).containsExactly("first: gone", "second: gone");
    }

    @Test
    void nothingIsThrownAtAContainerWhenTheRelayHasStopped() {
        UndeliveredQueue returns = returns(returned::add, task -> {
            throw new RejectedExecutionException("stopped");
        });
        assertThatCode(() -> returns.undelivered(text("late"), "gone")).doesNotThrowAnyException();
        assertThat(returned).isEmpty();
    }

    @Test
    void undeliveredMessageCountsUntilItHasBeenReturned() {
        OutboxBudget budget = new OutboxBudget(RelayConfig.defaults().outbox());
        Deque<Runnable> tasks = new ArrayDeque<>();
        UndeliveredQueue returns = new UndeliveredQueue(
                new Connection.Listener() {
                    @Override
                    public void undelivered(OutboundMessage outgoing, String reason) {
                        assertThat(budget.heldBytes()).isPositive();
                        throw new IllegalStateException("failed");
                    }

                    @Override
                    public void ended(Connection connection, String why) {}
                },
                tasks::add,
                budget);
        OutboundMessage message = text("message");
        budget.reserve(message, true);
        returns.undelivered(message, "gone");
        assertThat(budget.heldBytes()).isPositive();
        tasks.remove().run();
        assertThat(budget.heldBytes()).isZero();
    }

    private static OutboundMessage text(String text) {
        return OutboundMessage.ofRelay(EncodedMessage.of(text));
    }

    private static UndeliveredQueue returns(Consumer<String> rules, Executor executor) {
        return new UndeliveredQueue(
                new Connection.Listener() {
                    @Override
                    public void undelivered(OutboundMessage outgoing, String reason) {
                        rules.accept(outgoing.text() + ": " + reason);
                    }

                    @Override
                    public void ended(Connection connection, String why) {
                        throw new AssertionError("nothing has ended");
                    }
                },
                executor,
                BUDGET);
    }
}
