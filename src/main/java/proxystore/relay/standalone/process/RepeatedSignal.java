package proxystore.relay.standalone.process;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Handles a SIGINT or SIGTERM that arrives while the process is stopping. The JVM runs the shutdown hooks at the first
 * signal and ignores all further signals until the hooks have ended.
 *
 * <p>A JVM without {@code sun.misc.Signal}, or with {@code -Xrs}, ignores further signals. SIGHUP never ends the process,
 * see {@link RequestSignal}.
 */
public final class RepeatedSignal {
    private static final Logger LOGGER = System.getLogger(RepeatedSignal.class.getName());

    /** Shells report a process that a signal has ended with this number plus the signal's number. */
    private static final int EXIT_CODE_BASE = 128;

    private RepeatedSignal() {}

    /** Is called on one of the JVM's threads for signals. */
    @FunctionalInterface
    public interface Action {
        /**
         * Handles a signal.
         *
         * @param signal the name of the signal, such as {@code SIGTERM}
         * @param exitCode the exit code of a process that this signal ends, such as 143
         */
        void act(String signal, int exitCode);
    }

    /** Replaces the JVM's handlers of both signals. Only a shutdown hook may call it: earlier, the first signal would be lost. */
    public static void onArrival(Action action) {
        for (String name : List.of("INT", "TERM")) {
            try {
                SignalHandlers.handle(name, number -> action.act("SIG" + name, EXIT_CODE_BASE + number));
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                LOGGER.log(Level.DEBUG, () -> "A repeated SIG" + name + " will be ignored: " + e);
            }
        }
    }
}
