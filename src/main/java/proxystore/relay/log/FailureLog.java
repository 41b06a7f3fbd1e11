package proxystore.relay.log;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Logs failures for threads that must go on: nothing is thrown here, although a log entry needs memory and the failure may
 * be that there is none. A caller that must not end guards its loop all the same: the first use of anything takes memory.
 */
public final class FailureLog {
    private FailureLog() {}

    /** Logs an ERROR that begins with what failed; an entry that cannot be made is lost. */
    public static void error(Logger logger, Object what, String text, Throwable failure) {
        try {
            logger.log(Level.ERROR, what + text, failure);
        } catch (RuntimeException | Error e) {
            // The calling thread goes on without the entry.
        }
    }
}
