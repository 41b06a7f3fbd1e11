package proxystore.relay.standalone.process;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Handles SIGHUP, which otherwise ends the process. A process that ignores the signal, as under {@code nohup}, goes on
 * ignoring it; one that was started with {@code -Xrs} is ended by it.
 */
public final class HangUp {
    private static final Logger LOGGER = System.getLogger(HangUp.class.getName());

    private HangUp() {}

    /** Runs the action at each SIGHUP, on one of the JVM's threads for signals. */
    public static void onArrival(Runnable action) {
        try {
            SignalHandlers.handle("HUP", number -> action.run());
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOGGER.log(Level.DEBUG, () -> "SIGHUP keeps its meaning: " + e);
        }
    }
}
