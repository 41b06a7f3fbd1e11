package proxystore.relay.standalone.process;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Handles a SIGINT or SIGTERM that arrives while the process is stopping. The JVM runs the shutdown hooks at the first
 * signal and ignores all further signals until the hooks have ended.
 *
 * <p>It uses {@code sun.misc.Signal} (module {@code jdk.unsupported}) by reflection, because {@code javac --release} hides
 * it. A JVM without it, or with {@code -Xrs}, ignores further signals. SIGHUP is not handled: a terminal that closes may
 * send it more than once.
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
                handle(name, action);
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                LOGGER.log(Level.DEBUG, () -> "A repeated SIG" + name + " will be ignored: " + e);
            }
        }
    }

    private static void handle(String name, Action action) throws ReflectiveOperationException {
        Class<?> signals = Class.forName("sun.misc.Signal");
        Class<?> handlers = Class.forName("sun.misc.SignalHandler");
        Object signal = signals.getConstructor(String.class).newInstance(name);
        int exitCode = EXIT_CODE_BASE + (int) signals.getMethod("getNumber").invoke(signal);
        Object handler = Proxy.newProxyInstance(
                RepeatedSignal.class.getClassLoader(), new Class<?>[] {handlers}, (proxy, method, arguments) -> {
                    action.act("SIG" + name, exitCode); // always SignalHandler.handle
                    return null;
                });
        signals.getMethod("handle", signals, handlers).invoke(null, signal, handler);
    }
}
