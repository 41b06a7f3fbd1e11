package proxystore.relay.standalone.process;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A signal that asks the running process for something, and would otherwise end it or be ignored. A signal that arrives before the process
 * is able to answer is answered as soon as it is able. A process that ignores the signal, as under {@code nohup}, goes on
 * ignoring it; one that was started with {@code -Xrs} treats it as if it were not caught. Systems without the signal, such as Windows, never send
 * it.
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

    /**
     * Runs the action on this thread, once, if signals have arrived. At each later signal one of the JVM's threads for signals
     * runs it.
     */
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
