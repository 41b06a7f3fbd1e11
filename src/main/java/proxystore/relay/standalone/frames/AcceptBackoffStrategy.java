package proxystore.relay.standalone.frames;

import java.io.IOException;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Context;
import org.glassfish.grizzly.IOEvent;
import org.glassfish.grizzly.IOEventLifeCycleListener;
import org.glassfish.grizzly.IOStrategy;
import org.glassfish.grizzly.Transport;
import org.glassfish.grizzly.threadpool.ThreadPoolConfig;
import org.jspecify.annotations.Nullable;
import proxystore.relay.log.LogText;
import proxystore.relay.standalone.process.LastResort;

/**
 * Handles each event on the selector thread that selected it, and keeps the failure of one connection from the others.
 *
 * <p>Past the {@link AcceptLimit} it pauses accepting. It does so after a failed accept too, which usually means that the
 * file-descriptor limit is reached: the pending connection keeps the listener readable, and Grizzly would retry at once, in an
 * endless loop without a log entry.
 *
 * <p>Selector threads call it; one of them accepts. {@link FilterBypassStrategy} adds a faster read.
 */
@SuppressWarnings("rawtypes") // as Grizzly declares it
public class AcceptBackoffStrategy implements IOStrategy {
    private static final Logger LOGGER = System.getLogger(AcceptBackoffStrategy.class.getName());

    /** The longest pause of accepting after a failure. */
    public static final Duration PAUSE = Duration.ofSeconds(1);

    /** The largest number of connections that are accepted before the other sockets of a selection are served. */
    static final int MAX_ACCEPTED = 64;

    private final EventOutcomes whenEnabled;
    private final EventOutcomes whenDisabled;
    private final IOEventLifeCycleListener acceptFailures = new IOEventLifeCycleListener.Adapter() {
        @Override
        public void onError(Context context, Object failure) throws IOException {
            pause(context.getConnection(), failure);
        }
    };
    private final AcceptLimit limit;
    private final AcceptPause pause = new AcceptPause(LOGGER);
    /** Set once, by the thread that stops accepting. */
    private volatile boolean stopped;

    /** The strategy of one transport, of which the limit is a probe. */
    public AcceptBackoffStrategy(LastResort lastResort, AcceptLimit limit) {
        whenEnabled = new EventOutcomes(lastResort, true);
        whenDisabled = new EventOutcomes(lastResort, false);
        this.limit = limit;
    }

    @Override
    public final boolean executeIoEvent(Connection connection, IOEvent event) throws IOException {
        try {
            return executeIoEvent(connection, event, true);
        } catch (RuntimeException | Error e) {
            if (event == IOEvent.SERVER_ACCEPT) {
                throw e; // closing the connection would end accepting
            }
            whenEnabled.failed(connection, e);
            return true;
        }
    }

    @Override
    public boolean executeIoEvent(Connection connection, IOEvent event, boolean enabled) throws IOException {
        if (event == IOEvent.SERVER_ACCEPT) {
            accept(connection);
        } else {
            connection.getTransport().fireIOEvent(event, connection, outcomes(event, enabled));
        }
        return true;
    }

    private IOEventLifeCycleListener outcomes(IOEvent event, boolean enabled) {
        boolean switchable = event == IOEvent.READ || event == IOEvent.WRITE;
        return enabled || !switchable ? whenEnabled : whenDisabled;
    }

    /** Accepts waiting connections: one at a time, the system's backlog overflows while a selection serves those before. */
    private void accept(Connection<?> listening) throws IOException {
        if (stopped) {
            listening.disableIOEvent(IOEvent.SERVER_ACCEPT);
            return;
        }
        for (int i = 0; i < MAX_ACCEPTED && !stopped && !limit.pauses(listening); i++) {
            long before = limit.accepted();
            acceptOne(listening);
            if (limit.accepted() == before) {
                return; // none waits, or accepting is paused
            }
        }
    }

    private void acceptOne(Connection<?> listening) throws IOException {
        try {
            listening.getTransport().fireIOEvent(IOEvent.SERVER_ACCEPT, listening, acceptFailures);
        } catch (RuntimeException | Error e) {
            whenEnabled.requireLinked(e);
            pause(listening, e);
        }
    }

    private void pause(Connection<?> listening, Object failure) throws IOException {
        if (!listening.isOpen()) {
            return;
        }
        pause.begin(
                listening,
                () -> "No client can connect: accepting a connection failed (" + failure + "). The relay retries every "
                        + LogText.of(PAUSE) + "; if too many files are open, raise the limit (ulimit -n, LimitNOFILE)");
    }

    /** Accepts no further connection, and leaves those that wait to the other processes that have the listening socket. */
    public final void stopAccepting() {
        stopped = true;
    }

    /** Ends a pause after a failure. Called every {@link #PAUSE} by a thread that already runs: the system may refuse a new one. */
    public final void resume() {
        pause.end();
    }

    @Override
    public final @Nullable Executor getThreadPoolFor(Connection connection, IOEvent event) {
        return null;
    }

    @Override
    public final @Nullable ThreadPoolConfig createDefaultWorkerPoolConfig(Transport transport) {
        return null;
    }
}
