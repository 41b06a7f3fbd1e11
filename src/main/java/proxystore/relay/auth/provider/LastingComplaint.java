package proxystore.relay.auth.provider;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicReference;

/** Logs what is wrong when it begins or changes, not each time that it shows. */
final class LastingComplaint {
    /** In characters; a longer text is cut. */
    static final int MAX_LENGTH = 1000;

    private final Logger logger;
    /** What was logged last; empty if all is well. */
    private final AtomicReference<String> last = new AtomicReference<>("");

    LastingComplaint(Logger logger) {
        this.logger = logger;
    }

    /** This is wrong now; logged as a WARNING unless it was wrong before. */
    void is(String complaint) {
        if (!last.getAndSet(complaint).equals(complaint)) {
            logger.log(Level.WARNING, () -> shown(complaint));
        }
    }

    /** On one line: parts of it may be the provider's words. */
    private static String shown(String text) {
        String safe = text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cf}]", "?");
        return safe.length() <= MAX_LENGTH ? safe : safe.substring(0, MAX_LENGTH) + "...";
    }

    /** Nothing is wrong any more. */
    void isOver() {
        last.set("");
    }
}
