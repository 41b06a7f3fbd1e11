package proxystore.relay.concurrent;

import java.lang.System.Logger;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import proxystore.relay.log.FailureLog;

/** Makes daemon threads with a name and a number, and logs an exception that ends one. */
public final class NamedThreads implements ThreadFactory {
    private static final Logger LOGGER = System.getLogger(NamedThreads.class.getName());

    private final String prefix;
    private final AtomicInteger number = new AtomicInteger();

    /**
     * A factory for the threads of one purpose.
     *
     * @param prefix the start of the threads' names; a number from 1 on follows
     */
    public NamedThreads(String prefix) {
        this.prefix = prefix;
    }

    /** An exception of a task ends its thread; the pool starts another thread when it needs one. */
    private static void ended(Thread thread, Throwable failure) {
        FailureLog.error(LOGGER, thread.getName(), " has ended", failure);
    }

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = new Thread(task, prefix + number.incrementAndGet());
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(NamedThreads::ended);
        return thread;
    }
}
