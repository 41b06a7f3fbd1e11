package proxystore.relay.standalone.frames;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.IOEvent;
import org.jspecify.annotations.Nullable;
import proxystore.relay.log.FailureLog;

/**
 * A pause of accepting, for one reason: the listener reports no connections until the pause ends, and they wait in the
 * system's backlog. The accepting selector thread begins it; any thread may end it.
 */
final class AcceptPause {
    /** At most one warning is logged in this time. */
    private static final long WARNING_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Logger logger;
    /** When the last warning was logged, by {@link System#nanoTime}; null before. Owned by the accepting selector thread. */
    private @Nullable Long warnedNanos;
    /** The paused listener, else null. Set by the accepting selector thread, cleared by the thread that ends the pause. */
    private volatile @Nullable Connection<?> paused;

    AcceptPause(Logger logger) {
        this.logger = logger;
    }

    /** Begins a pause. Logs the reason as a warning once a minute, otherwise at DEBUG. */
    void begin(Connection<?> listening, Supplier<String> reason) throws IOException {
        listening.disableIOEvent(IOEvent.SERVER_ACCEPT);
        paused = listening;
        long now = System.nanoTime();
        boolean warn = warnedNanos == null || now - warnedNanos >= WARNING_INTERVAL_NANOS;
        if (warn) {
            warnedNanos = now;
        }
        logger.log(warn ? Level.WARNING : Level.DEBUG, reason);
    }

    /** Ends a pause; without effect if there is none, and if the listener has closed. */
    void end() {
        Connection<?> listening = paused;
        if (listening == null) {
            return;
        }
        paused = null; // before listening, because the next accept may set it again
        try {
            listening.enableIOEvent(IOEvent.SERVER_ACCEPT);
        } catch (IOException | RuntimeException | Error e) {
            if (listening.isOpen()) {
                paused = listening; // the next call tries again
                FailureLog.error(logger, "Accepting connections", " cannot be resumed yet", e);
            }
        }
    }
}
