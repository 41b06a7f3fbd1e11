package proxystore.relay.standalone.frames;

import java.io.IOException;
import java.lang.System.Logger;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Context;
import org.glassfish.grizzly.IOEventLifeCycleListener;
import org.glassfish.grizzly.asyncqueue.AsyncQueue;
import org.glassfish.grizzly.strategies.SameThreadIOStrategy;
import org.jspecify.annotations.Nullable;
import proxystore.relay.log.FailureLog;
import proxystore.relay.standalone.process.LastResort;

/**
 * Completes the handling of one event of one connection: enables the event again, as {@link SameThreadIOStrategy} does,
 * and closes the connection after an Error. Grizzly would swallow the Error and leave some of these connections open. A
 * {@link LinkageError} goes to the {@link LastResort}: a class whose initialisation has failed stays unusable.
 */
final class EventOutcomes extends IOEventLifeCycleListener.Adapter {
    private static final Logger LOGGER = System.getLogger(EventOutcomes.class.getName());

    private final LastResort lastResort;
    /** Whether the event stays enabled while it is handled. */
    private final boolean enabled;

    EventOutcomes(LastResort lastResort, boolean enabled) {
        this.lastResort = lastResort;
        this.enabled = enabled;
    }

    /** Closes a connection whose event could not be handled. Throws only if closing the connection does. */
    void failed(Connection<?> connection, Throwable failure) {
        requireLinked(failure);
        FailureLog.error(LOGGER, connection, " is closed: handling its event failed", failure);
        connection.terminateSilently();
    }

    /** Passes a LinkageError to the last resort; returns after any other failure. */
    void requireLinked(Throwable failure) {
        if (failure instanceof LinkageError) {
            lastResort.cannotContinue("a class cannot be used", failure);
        }
    }

    @Override
    public void onError(Context context, Object failure) {
        if (failure instanceof Error error) {
            failed(context.getConnection(), error);
        }
    }

    @Override
    public void onReregister(Context context) throws IOException {
        onComplete(context, null);
    }

    @Override
    public void onComplete(Context context, @Nullable Object data) throws IOException {
        if (enabled && !context.wasSuspended() && !context.isManualIOEventControl()) {
            return;
        }
        if (AsyncQueue.EXPECTING_MORE_OPTION.equals(data)) {
            context.getConnection().simulateIOEvent(context.getIoEvent());
        } else {
            context.getConnection().enableIOEvent(context.getIoEvent());
        }
    }

    @Override
    public void onContextSuspend(Context context) throws IOException {
        disableOnce(context);
    }

    @Override
    public void onContextManualIOEventControl(Context context) throws IOException {
        disableOnce(context);
    }

    private void disableOnce(Context context) throws IOException {
        if (enabled && !context.wasSuspended() && !context.isManualIOEventControl()) {
            context.getConnection().disableIOEvent(context.getIoEvent());
        }
    }
}
