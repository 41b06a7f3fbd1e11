package proxystore.relay.peer;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import proxystore.relay.log.FailureLog;

/**
 * Returns undelivered messages to their senders one at a time, never on the thread that detected the failure.
 *
 * <p>That thread may be a container's callback that holds the locks of the dead connection: Payara silently drops data
 * that is written from there to another TLS connection. And a returned message may end the connection of its sender, whose
 * own outbox is then returned: after the first message and not within it, or a chain of stuck peers would exhaust the
 * stack. The queue is bounded by the outboxes that its messages come from.
 */
public final class UndeliveredQueue {
    private static final Logger LOGGER = System.getLogger(UndeliveredQueue.class.getName());

    private final Executor executor;
    private final OutboxBudget budget;
    /** Filled by any thread, emptied by the draining thread. */
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    /** Whether a thread drains the queue or is about to; the thread that sets it starts the draining. */
    private final AtomicBoolean draining = new AtomicBoolean();
    /** Whether the last attempt to start the draining failed, which has been logged; set by any thread. */
    private final AtomicBoolean withoutThread = new AtomicBoolean();

    /**
     * An empty queue.
     *
     * @param executor executes tasks that never block
     * @param budget counts an undelivered message until it has been returned
     */
    public UndeliveredQueue(Executor executor, OutboxBudget budget) {
        this.executor = executor;
        this.budget = budget;
    }

    /**
     * Returns a message to its sender, and releases it from the budget whether it has a sender or not.
     *
     * @param reason see {@link ReturnAddress#undelivered}
     */
    void add(OutboundMessage outbound, String reason) {
        waiting.add(() -> {
            try {
                outbound.returnToSender(reason);
            } finally {
                budget.release(outbound);
            }
        });
        startDraining();
    }

    /** Returns the messages for which there was no thread. Called about once a second; does not block. */
    public void resume() {
        if (!waiting.isEmpty()) {
            startDraining();
        }
    }

    private void startDraining() {
        if (draining.compareAndSet(false, true)) {
            try {
                executor.execute(this::drain);
                withoutThread.set(false);
            } catch (RejectedExecutionException e) { // the relay has stopped, and with it the senders' connections
                LOGGER.log(Level.DEBUG, "The relay has stopped: an undelivered message is not returned");
            } catch (OutOfMemoryError e) { // the system cannot create the thread; it is tried again
                draining.set(false);
                if (!withoutThread.getAndSet(true)) {
                    FailureLog.error(LOGGER, "Returning messages", " waits: there is no thread for it", e);
                }
            }
        }
    }

    /** Returns one message, and whether there was one. */
    private boolean runNext() {
        Runnable next = waiting.poll();
        if (next == null) {
            return false;
        }
        try {
            next.run();
        } catch (RuntimeException | Error e) {
            FailureLog.error(LOGGER, "Returning a message", " failed", e);
        }
        return true;
    }

    private void drain() {
        do {
            boolean empty = false;
            while (!empty) {
                try {
                    empty = !runNext();
                } catch (RuntimeException | Error e) {
                    // Logging a failure has failed too.
                }
            }
            draining.set(false);
        } while (!waiting.isEmpty()
                && draining.compareAndSet(false, true)); // a message added before the flag was cleared
    }
}
