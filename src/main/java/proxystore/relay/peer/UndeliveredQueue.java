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
 * Brings undelivered messages back one after the other, never on the thread that found out. That thread may be a
 * container's, in the middle of the dead connection's end and with its locks held: Payara's forgets what is written from
 * there to another connection over TLS. And a message that comes back may end the connection of its sender, whose own
 * outbox then goes back: after it, not within it, or a chain of stuck peers would exhaust the stack. What waits is
 * bounded by the outboxes that it comes from.
 */
public final class UndeliveredQueue implements Connection.Listener {
    private static final Logger LOGGER = System.getLogger(UndeliveredQueue.class.getName());

    private final Connection.Listener rules;
    private final Executor executor;
    private final OutboxBudget budget;
    /** Filled by any thread, emptied by the one that drains. */
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    /** Whether a thread drains, or is about to; whoever sets it sees to that. */
    private final AtomicBoolean draining = new AtomicBoolean();

    /**
     * Hands what comes back to the relay's rules.
     *
     * @param executor whose tasks never block
     * @param budget in which an undelivered message counts until it has been returned
     */
    public UndeliveredQueue(Connection.Listener rules, Executor executor, OutboxBudget budget) {
        this.rules = rules;
        this.budget = budget;
        this.executor = executor;
    }

    @Override
    public void undelivered(OutboundMessage outgoing, String reason) {
        waiting.add(() -> {
            try {
                rules.undelivered(outgoing, reason);
            } finally {
                budget.release(outgoing);
            }
        });
        if (draining.compareAndSet(false, true)) {
            try {
                executor.execute(this::drain);
            } catch (RejectedExecutionException e) { // the relay has stopped: there is nobody left to return it to
                LOGGER.log(Level.DEBUG, "Too late for a message on its way back");
            } catch (OutOfMemoryError e) { // the system gives no thread for it; the next message tries again
                draining.set(false);
                FailureLog.error(LOGGER, "Returning a message", " waits: there is no thread for it", e);
            }
        }
    }

    @Override
    public void ended(Connection connection, String why) {
        rules.ended(connection, why);
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
                && draining.compareAndSet(false, true)); // somebody may have come too late to see it
    }
}
