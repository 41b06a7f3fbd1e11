package proxystore.relay.auth.provider;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicReference;

/** Logs a lasting problem when it begins or changes, not each time that it is detected. */
final class LastingComplaint {
    /** Longest logged text in characters; the rest is cut. */
    static final int MAX_LENGTH = 1000;

    private final Logger logger;
    /** The problem logged last; empty if there is none. */
    private final AtomicReference<String> last = new AtomicReference<>("");

    LastingComplaint(Logger logger) {
        this.logger = logger;
    }

    /** Reports a problem; logged as a WARNING unless it is the one reported last. */
    void report(String complaint) {
        if (!last.getAndSet(complaint).equals(complaint)) {
            logger.log(Level.WARNING, () -> shown(complaint));
        }
    }

    /** The text on one line: parts of it may come from the provider. */
    private static String shown(String text) {
        String safe = text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cf}]", "?");
        return safe.length() <= MAX_LENGTH ? safe : safe.substring(0, MAX_LENGTH) + "...";
    }

    /** Reports that the problem is over. */
    void clear() {
        last.set("");
    }
}
