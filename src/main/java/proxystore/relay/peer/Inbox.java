package proxystore.relay.peer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one connection's messages in order while an earlier one is still being dealt with on another thread (a check of
 * credentials). As long as everything ends at once, which is the rule, nothing is queued and no thread is changed.
 */
final class Inbox {
    private final int maxWaiting;

    /** Guarded by this: what came while a message was being dealt with; null until something does. */
    private @Nullable Deque<Supplier<CompletionStage<Void>>> waiting;
    /** Guarded by this: whether a message is being dealt with. */
    private boolean busy;

    /**
     * @param maxWaiting how many messages may wait; one more is refused
     */
    Inbox(int maxWaiting) {
        this.maxWaiting = maxWaiting;
    }

    /**
     * Deals with a message now or in its turn.
     *
     * @param handling the stage that it returns completes when the next message may follow
     * @return false if too many wait already; the message is dropped
     */
    boolean accept(Supplier<CompletionStage<Void>> handling) {
        synchronized (this) {
            if (busy) {
                if (waiting == null) {
                    waiting = new ArrayDeque<>();
                }
                return waiting.size() < maxWaiting && waiting.add(handling);
            }
            busy = true;
        }
        handle(handling);
        return true;
    }

    /** Forgets what waits. */
    void clear() {
        synchronized (this) {
            waiting = null;
        }
    }

    private void handle(Supplier<CompletionStage<Void>> first) {
        for (Supplier<CompletionStage<Void>> handling = first; handling != null; handling = next()) {
            CompletionStage<Void> handled = handling.get();
            if (!handled.toCompletableFuture().isDone()) {
                handled.whenComplete((nothing, failure) -> {
                    Supplier<CompletionStage<Void>> next = next();
                    if (next != null) {
                        handle(next);
                    }
                });
                return;
            }
        }
    }

    private @Nullable Supplier<CompletionStage<Void>> next() {
        synchronized (this) {
            Supplier<CompletionStage<Void>> next = waiting == null ? null : waiting.poll();
            busy = next != null;
            return next;
        }
    }
}
