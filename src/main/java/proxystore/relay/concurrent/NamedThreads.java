package proxystore.relay.concurrent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes daemon threads with a name and a number. */
public final class NamedThreads implements ThreadFactory {
    private static final Logger LOGGER = System.getLogger(NamedThreads.class.getName());

    private final String prefix;
    private final AtomicInteger number = new AtomicInteger();

    /**
     * Threads of one purpose.
     *
     * @param prefix what their names begin with; the number, from 1 on, follows it
     */
    public NamedThreads(String prefix) {
        this.prefix = prefix;
    }

    /** Something that a task has thrown ends the thread, and the pool starts another one when it needs it. */
    private static void replaced(Thread thread, Throwable failure) {
        try {
            LOGGER.log(Level.ERROR, thread.getName() + " has ended", failure);
        } catch (RuntimeException | Error e) {
            // There may be no memory for a log entry.
        }
    }

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(task, prefix + number.incrementAndGet());
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(NamedThreads::replaced);
        return thread;
    }
}
