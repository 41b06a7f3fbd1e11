package proxystore.relay.peer;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import proxystore.relay.config.RelayConfig;

/**
 * What all connections of one relay share.
 *
 * @param registry who is here
 * @param listener the relay's rules
 * @param config what the relay was told
 * @param budget of all their outboxes
 * @param background for what may block in a container
 * @param nanoTime the clock, in nanoseconds from any moment
 */
public record ConnectionContext(
        ClientRegistry registry,
        Connection.Listener listener,
        RelayConfig config,
        OutboxBudget budget,
        Executor background,
        LongSupplier nanoTime) {
    private static final Logger LOGGER = System.getLogger(ConnectionContext.class.getName());

    /**
     * Does something that may block, on another thread.
     *
     * @return whether somebody will do it
     */
    boolean inBackground(Connection whose, Runnable action) {
        try {
            background.execute(action);
            return true;
        } catch (RejectedExecutionException e) { // the relay has stopped, and with it all its connections
            LOGGER.log(Level.DEBUG, () -> "Too late for " + whose);
        } catch (OutOfMemoryError e) { // the system gives no thread for it
            LOGGER.log(Level.ERROR, "Nobody to ping, close or cut " + whose + ": " + e.getMessage());
        }
        return false;
    }
}
