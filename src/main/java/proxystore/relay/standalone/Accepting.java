package proxystore.relay.standalone;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Context;
import org.glassfish.grizzly.IOEvent;
import org.glassfish.grizzly.IOEventLifeCycleListener;
import org.glassfish.grizzly.IOStrategy;
import org.glassfish.grizzly.Transport;
import org.glassfish.grizzly.strategies.SameThreadIOStrategy;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;
import org.jspecify.annotations.Nullable;
import proxystore.relay.message.LogText;

/**
 * Grizzly's {@link SameThreadIOStrategy}, which accepts more slowly when accepting fails. Nearly always the process has
 * as many files open as it may: the connection that cannot be accepted stays ready to be, and Grizzly would try again at
 * once, for ever and without a word.
 *
 * <p>Called by the selector threads; accepting is one thread's matter. {@link PlainSockets} has a shorter way to read.
 */
@SuppressWarnings("rawtypes") // as Grizzly declares it
class Accepting implements IOStrategy {
    private static final Logger LOGGER = System.getLogger(Accepting.class.getName());

    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** No more than one warning in this time. */
    private static final long WARNING_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final IOStrategy strategy = SameThreadIOStrategy.getInstance();
    private final OpenSockets sockets;
    private final IOEventLifeCycleListener failures = new IOEventLifeCycleListener.Adapter() {
        @Override
        public void onError(Context context, Object failure) throws IOException {
            failed(context.getConnection(), failure);
        }
    };
    /** Owned by the selector thread that accepts: the last warning, by {@link System#nanoTime}; null before the first. */
    private @Nullable Long warnedNanos;

    /** For one transport. */
    Accepting(OpenSockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public final boolean executeIoEvent(Connection connection, IOEvent event) throws IOException {
        return executeIoEvent(connection, event, true);
    }

    @Override
    public boolean executeIoEvent(Connection connection, IOEvent event, boolean enabled) throws IOException {
        if (event != IOEvent.SERVER_ACCEPT) {
            return strategy.executeIoEvent(connection, event, enabled);
        }
        try {
            connection.getTransport().fireIOEvent(event, connection, failures);
        } catch (RuntimeException e) {
            failed(connection, e);
        }
        return true;
    }

    private void failed(Connection<?> listening, Object failure) throws IOException {
        if (!listening.isOpen()) {
            return;
        }
        listening.disableIOEvent(IOEvent.SERVER_ACCEPT);
        long now = System.nanoTime();
        boolean warn = warnedNanos == null || now - warnedNanos >= WARNING_INTERVAL_NANOS;
        if (warn) {
            warnedNanos = now;
        }
        LOGGER.log(
                warn ? Level.WARNING : Level.DEBUG,
                () -> "Nobody can connect: accepting a connection failed (" + failure + "). Is tried again every "
                        + LogText.of(PAUSE) + "; if too many files are open, raise the limit (ulimit -n, LimitNOFILE)");
        sockets.later(() -> acceptAgain(listening), PAUSE);
    }

    private static void acceptAgain(Connection<?> listening) {
        try {
            listening.enableIOEvent(IOEvent.SERVER_ACCEPT);
        } catch (IOException e) {
            LOGGER.log(Level.ERROR, "Nobody can connect any more: " + listening + " cannot accept", e);
        }
    }

    @Override
    public final @Nullable Executor getThreadPoolFor(Connection connection, IOEvent event) {
        return strategy.getThreadPoolFor(connection, event);
    }

    @Override
    public final @Nullable ThreadPoolConfig createDefaultWorkerPoolConfig(Transport transport) {
        return strategy.createDefaultWorkerPoolConfig(transport);
    }
}
