package proxystore.relay.standalone.process;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A signal that asks the running process for something, and would otherwise end it. It can be caught before the process is able to
 * answer: one that arrives earlier is answered then. A process that ignores the signal, as under {@code nohup}, goes on ignoring
 * it; one that was started with {@code -Xrs} is ended by it. Systems without the signal, such as Windows, never send it.
 */
public final class RequestSignal {
    private static final Logger LOGGER = System.getLogger(RequestSignal.class.getName());

    /** Answers the signal; null until {@link #answerWith}. Threads of the JVM for signals read it. */
    private volatile @Nullable Runnable answer;
    /** Whether the signal has arrived and has not been answered. */
    private final AtomicBoolean waiting = new AtomicBoolean();

    private RequestSignal() {}

    /** A signal that is not caught. */
    static RequestSignal uncaught() {
        return new RequestSignal();
    }

    /** Catches a signal from now on, by its name without {@code SIG}. */
    public static RequestSignal caught(String name) {
        RequestSignal signal = uncaught();
        try {
            SignalHandlers.handle(name, number -> signal.arrive());
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOGGER.log(Level.DEBUG, () -> "SIG" + name + " keeps its meaning: " + e);
        }
        return signal;
    }

    /** Runs the action once for signals that have arrived, and at each later one, on one of the JVM's threads for signals. */
    public void answerWith(Runnable action) {
        answer = action;
        answerWaiting(action);
    }

    void arrive() {
        waiting.set(true);
        Runnable action = answer;
        if (action != null) {
            answerWaiting(action);
        }
    }

    private void answerWaiting(Runnable action) {
        if (waiting.compareAndSet(true, false)) {
            action.run();
        }
    }
}
