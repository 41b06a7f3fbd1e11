package proxystore.relay.cluster;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Logs when the state of the connection to NATS changes: one line for each change, however often NATS is tried meanwhile. */
final class NatsLog {
    private static final Logger LOGGER = System.getLogger(NatsBus.class.getName());

    private final String node;
    private final SeldomLog errors = new SeldomLog(System::nanoTime);
    /** The last change; set by the thread of jnats that calls back. */
    private volatile NatsState state = NatsState.NEW;
    /** What went wrong last. */
    private volatile @Nullable String failure;

    private enum NatsState {
        NEW,
        CONNECTED,
        AWAY,
        REFUSED
    }

    /** A log of this node's connection. */
    NatsLog(String node) {
        this.node = node;
    }

    /** There is a connection. */
    void connected(@Nullable String url) {
        state = NatsState.CONNECTED;
        LOGGER.log(Level.INFO, "Connected to NATS at " + url + " as node " + node);
    }

    /** There is no connection any more, or an attempt to connect has failed. */
    void away() {
        NatsState before = state;
        if (before == NatsState.CONNECTED) {
            state = NatsState.AWAY;
            LOGGER.log(
                    Level.WARNING,
                    "The connection to NATS is lost: clients of other nodes cannot be reached until it is back");
        } else if (before == NatsState.NEW) {
            state = NatsState.AWAY;
            LOGGER.log(
                    Level.WARNING,
                    "NATS cannot be reached" + because()
                            + ": clients of other nodes cannot be reached until it is there");
        }
    }

    /**
     * NATS refuses the credentials of this node.
     *
     * @param why what it says
     * @param retrySeconds the time until it is tried again
     */
    void refused(@Nullable String why, long retrySeconds) {
        if (state != NatsState.REFUSED) {
            state = NatsState.REFUSED;
            LOGGER.log(
                    Level.ERROR,
                    "NATS refuses this node (" + why
                            + "): clients of other nodes cannot be reached. It is tried again every " + retrySeconds
                            + " s");
        }
    }

    /** NATS reports an error. */
    void error(String text) {
        if (!text.toLowerCase(Locale.ROOT).contains("authorization")) { // see refused
            errors.log(LOGGER, Level.WARNING, () -> "NATS reports an error: " + text);
        }
    }

    /** An attempt or a connection has failed. */
    void failed(Exception exception) {
        Throwable cause = exception;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        failure = cause.getMessage();
        LOGGER.log(Level.DEBUG, "The connection to NATS has failed", exception);
    }

    /** Messages of other nodes were dropped. */
    void slowConsumer() {
        errors.log(
                LOGGER,
                Level.WARNING,
                () -> "NATS: messages of other nodes were dropped, they arrive faster than they are processed");
    }

    private String because() {
        String known = failure;
        return known == null ? "" : " (" + known + ")";
    }
}
