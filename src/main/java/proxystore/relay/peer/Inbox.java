package proxystore.relay.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.config.InboxConfig;

/**
 * Processes one connection's messages in order while an earlier one is still being processed on another thread (a check of
 * credentials). If each one ends within its call, which is the rule, nothing is queued and no other thread takes over.
 */
final class Inbox {
    private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

    private final InboxConfig limits;
    private final ReceivedBudget budget;
    private final Consumer<Throwable> failed;

    /** Messages that arrived while another one was being processed; null until one does. */
    @GuardedBy("this")
    private @Nullable Deque<Waiting> waiting;
    /** The bytes of the waiting messages. */
    @GuardedBy("this")
    private long waitingBytes;
    /** Whether a message is being processed. */
    @GuardedBy("this")
    private boolean busy;
    /** Whether {@link #acceptLast} was called. */
    @GuardedBy("this")
    private boolean ended;

    private record Waiting(int bytes, Supplier<CompletionStage<Void>> handling) {}

    /**
     * The inbox of a connection that has just opened.
     *
     * @param limits the number and bytes of messages that may wait; one more is refused
     * @param budget counts the memory of the waiting messages
     * @param failed receives what a handling throws or its stage fails with; called without the lock, before the next message
     */
    Inbox(InboxConfig limits, ReceivedBudget budget, Consumer<Throwable> failed) {
        this.limits = limits;
        this.budget = budget;
        this.failed = failed;
    }

    /**
     * Processes a message now, or after those before it.
     *
     * @param bytes the memory that the message takes while it waits, in bytes of UTF-8
     * @param handling the stage that it returns completes when the next message may follow
     * @return false if the limit is reached; the message is dropped
     */
    boolean accept(int bytes, Supplier<CompletionStage<Void>> handling) {
        synchronized (this) {
            if (ended) {
                return true;
            }
            if (busy) {
                int messages = waiting == null ? 0 : waiting.size();
                if (messages >= limits.maxMessages()
                        || waitingBytes + bytes > limits.maxBytes()
                        || !budget.reserve(bytes)) {
                    return false;
                }
                enqueue(bytes, handling);
                return true;
            }
            busy = true;
        }
        handle(handling);
        return true;
    }

    /** Processes a last message now, or after those before it, without a limit. Everything accepted after it is dropped. */
    void acceptLast(Runnable handling) {
        Supplier<CompletionStage<Void>> last = () -> {
            handling.run();
            return DONE;
        };
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            if (busy) {
                enqueue(0, last);
                return;
            }
            busy = true;
        }
        handle(last);
    }

    @GuardedBy("this")
    private void enqueue(int bytes, Supplier<CompletionStage<Void>> handling) {
        if (waiting == null) {
            waiting = new ArrayDeque<>();
        }
        waitingBytes += bytes;
        waiting.add(new Waiting(bytes, handling));
    }

    /** Drops the waiting messages. */
    void clear() {
        synchronized (this) {
            waiting = null;
            budget.release(waitingBytes);
            waitingBytes = 0;
        }
    }

    private void handle(Supplier<CompletionStage<Void>> first) {
        for (Supplier<CompletionStage<Void>> handling = first; handling != null; handling = next()) {
            CompletionStage<Void> handled = start(handling);
            CompletableFuture<Void> end = handled.toCompletableFuture();
            if (!end.isDone()) {
                handled.whenComplete((nothing, failure) -> {
                    report(failure);
                    Supplier<CompletionStage<Void>> next = next();
                    if (next != null) {
                        handle(next);
                    }
                });
                return;
            }
            if (end.isCompletedExceptionally()) {
                handled.whenComplete((nothing, failure) -> report(failure));
            }
        }
    }

    private static CompletionStage<Void> start(Supplier<CompletionStage<Void>> handling) {
        try {
            return handling.get();
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedStage(e);
        }
    }

    /** An exception that escapes from here would leave the inbox busy, and the connection mute, until its end. */
    private void report(@Nullable Throwable failure) {
        if (failure == null) {
            return;
        }
        try {
            failed.accept(failure);
        } catch (RuntimeException | Error e) {
            failure.addSuppressed(e);
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
            budget.release(next.bytes);
            return next.handling;
        }
    }
}
