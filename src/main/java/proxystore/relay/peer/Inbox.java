package proxystore.relay.peer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.config.InboxConfig;

/**
 * Keeps one connection's messages in order while an earlier one is still being dealt with on another thread (a check of
 * credentials). As long as everything ends at once, which is the rule, nothing is queued and no thread is changed.
 */
final class Inbox {
    private final InboxConfig limits;

    /** Guarded by this: what came while a message was being dealt with; null until something does. */
    private @Nullable Deque<Waiting> waiting;
    /** Guarded by this: bytes of what waits. */
    private long waitingBytes;
    /** Guarded by this: whether a message is being dealt with. */
    private boolean busy;

    private record Waiting(int bytes, Supplier<CompletionStage<Void>> handling) {}

    /**
     * @param limits how much may wait; one more is refused
     */
    Inbox(InboxConfig limits) {
        this.limits = limits;
    }

    /**
     * Deals with a message now or in its turn.
     *
     * @param bytes what the message keeps in memory while it waits, in bytes of UTF-8
     * @param handling the stage that it returns completes when the next message may follow
     * @return false if too much waits already; the message is dropped
     */
    boolean accept(int bytes, Supplier<CompletionStage<Void>> handling) {
        synchronized (this) {
            if (busy) {
                if (waiting == null) {
                    waiting = new ArrayDeque<>();
                }
                if (waiting.size() >= limits.maxMessages() || waitingBytes + bytes > limits.maxBytes()) {
                    return false;
                }
                waitingBytes += bytes;
                return waiting.add(new Waiting(bytes, handling));
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
            waitingBytes = 0;
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
            Waiting next = waiting == null ? null : waiting.poll();
            busy = next != null;
            if (next == null) {
                return null;
            }
            waitingBytes -= next.bytes;
            return next.handling;
        }
    }
}
