package proxystore.relay.peer;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Brings undelivered messages back one after the other, never on the thread that found out. That thread may be a
 * container's, in the middle of the dead connection's end and with its locks held: Payara's forgets what is written from
 * there to another connection over TLS. And a message that comes back may end the connection of its sender, whose own
 * outbox then goes back: after it, not within it, or a chain of stuck peers would exhaust the stack. What waits is
 * bounded by the outboxes that it comes from.
 */
public final class Returns implements Connection.Listener {
    private static final Logger LOGGER = System.getLogger(Returns.class.getName());

    private final Connection.Listener rules;
    private final Executor executor;
    /** Filled by any thread, emptied by the one that drains. */
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    /** Messages in {@link #waiting}, and the one on its way; whoever counts from 0 has them drained. */
    private final AtomicInteger count = new AtomicInteger();

    /**
     * Hands what comes back to the relay's rules.
     *
     * @param executor whose tasks never block
     */
    public Returns(Connection.Listener rules, Executor executor) {
        this.rules = rules;
        this.executor = executor;
    }

    @Override
    public void undelivered(Outgoing outgoing, String reason) {
        waiting.add(() -> rules.undelivered(outgoing, reason));
        if (count.getAndIncrement() == 0) {
            try {
                executor.execute(this::drain);
            } catch (RejectedExecutionException e) { // the relay has stopped: there is nobody left to return it to
                LOGGER.log(Level.DEBUG, "Too late for a message on its way back");
            }
        }
    }

    @Override
    public void ended(Connection connection, String why) {
        rules.ended(connection, why);
    }

    private void drain() {
        do {
            Runnable next = waiting.remove();
            try {
                next.run();
            } catch (RuntimeException e) {
                LOGGER.log(Level.ERROR, "A message could not be returned", e);
            }
        } while (count.decrementAndGet() > 0);
    }
}
