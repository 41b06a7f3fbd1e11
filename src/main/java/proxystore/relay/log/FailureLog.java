package proxystore.relay.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Logs failures for threads that must continue: nothing is thrown, although a log entry needs memory and the failure
 * may be a lack of it. A loop that must not end needs its own guard as well: even the first call of a method takes
 * memory.
 */
public final class FailureLog {
    private FailureLog() {}

    /** Logs an ERROR that begins with what failed; the entry is lost if there is no memory for it. */
    public static void error(Logger logger, Object what, String text, Throwable failure) {
        try {
            logger.log(Level.ERROR, what + text, failure);
        } catch (RuntimeException | Error e) {
            // The calling thread continues without the entry.
        }
    }
}
