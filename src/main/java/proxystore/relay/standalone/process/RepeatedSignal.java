package proxystore.relay.standalone.process;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Acts on a SIGINT or SIGTERM that arrives while the process stops already. The JVM starts the shutdown hooks at the first
 * signal and ignores all further ones, until the hooks have ended.
 *
 * <p>{@code sun.misc.Signal} (module {@code jdk.unsupported}) is used by reflection, because {@code javac --release} hides
 * it. A JVM without it, or with {@code -Xrs}, ignores further signals. SIGHUP is left alone: a terminal that is closed may
 * send it more than once.
 */
public final class RepeatedSignal {
    private static final Logger LOGGER = System.getLogger(RepeatedSignal.class.getName());

    /** A shell reports a process that a signal has ended by this plus the signal's number. */
    private static final int EXIT_CODE_BASE = 128;

    private RepeatedSignal() {}

    /** Called on a thread of the JVM for signals. */
    @FunctionalInterface
    public interface Action {
        /**
         * Acts on a signal.
         *
         * @param signal its name, such as {@code SIGTERM}
         * @param exitCode of a process that the signal ends, such as 143
         */
        void act(String signal, int exitCode);
    }

    /** Replaces the JVM's way to handle both signals. To be called by a shutdown hook: before it the first signal is lost. */
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
                    action.act("SIG" + name, exitCode); // the JVM calls nothing but SignalHandler.handle
                    return null;
                });
        signals.getMethod("handle", signals, handlers).invoke(null, signal, handler);
    }
}
