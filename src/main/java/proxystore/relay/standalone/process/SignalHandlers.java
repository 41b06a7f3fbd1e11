package proxystore.relay.standalone.process;

import java.lang.reflect.Proxy;
import java.util.function.IntConsumer;

/**
 * Sets the JVM's signal handlers with {@code sun.misc.Signal} (module {@code jdk.unsupported}), by reflection because
 * {@code javac --release} hides it.
 */
final class SignalHandlers {
    private SignalHandlers() {}

    /**
     * Replaces the handler of a signal.
     *
     * @param name the signal without {@code SIG}
     * @param action receives the signal's number, on one of the JVM's threads for signals
     * @throws ReflectiveOperationException if this JVM has no such class or keeps the signal, as with {@code -Xrs}
     */
    static void handle(String name, IntConsumer action) throws ReflectiveOperationException {
        Class<?> signals = Class.forName("sun.misc.Signal");
        Class<?> handlers = Class.forName("sun.misc.SignalHandler");
        Object signal = signals.getConstructor(String.class).newInstance(name);
        int number = (int) signals.getMethod("getNumber").invoke(signal);
        Object handler = Proxy.newProxyInstance(
                SignalHandlers.class.getClassLoader(), new Class<?>[] {handlers}, (proxy, method, arguments) -> {
                    action.accept(number); // always SignalHandler.handle
                    return null;
                });
        signals.getMethod("handle", signals, handlers).invoke(null, signal, handler);
    }
}
