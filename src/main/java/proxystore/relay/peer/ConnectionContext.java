package proxystore.relay.peer;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.events.RelayEvents;

/**
 * What all connections of one relay share.
 *
 * @param currentConfig the relay's configuration, of which some values change
 * @param admission limits the number of connections
 * @param budget limits the memory of all outboxes together
 * @param undelivered returns messages that were not delivered to their senders
 * @param events receives what happens
 * @param background executes what may block in a container
 * @param nanoTime the clock, in nanoseconds from an arbitrary origin
 */
public record ConnectionContext(
        Supplier<RelayConfig> currentConfig,
        AdmissionControl admission,
        OutboxBudget budget,
        UndeliveredQueue undelivered,
        RelayEvents events,
        Executor background,
        LongSupplier nanoTime) {
    private static final Logger LOGGER = System.getLogger(ConnectionContext.class.getName());

    /** The configuration now. */
    public RelayConfig config() {
        return currentConfig.get();
    }

    /**
     * Runs a task that may block on a background thread.
     *
     * @param subject the connection that the log names
     * @return whether a thread will run the task
     */
    boolean inBackground(Object subject, Runnable action) {
        try {
            background.execute(action);
            return true;
        } catch (RejectedExecutionException e) { // the relay has stopped, and with it all its connections
            LOGGER.log(Level.DEBUG, () -> "The relay has stopped: nothing is done about " + subject);
        } catch (OutOfMemoryError e) { // the system cannot create the thread
            LOGGER.log(Level.ERROR, "There is no thread to ping, close or cut off " + subject + ": " + e.getMessage());
        }
        return false;
    }
}
