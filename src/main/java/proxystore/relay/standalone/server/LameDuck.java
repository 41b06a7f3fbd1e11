package proxystore.relay.standalone.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.Relay;
import proxystore.relay.log.LogText;

/**
 * The lame-duck mode, in which a successor replaces a relay without closing a connection. The relay leaves new clients to the
 * successor and serves those that it has, until the last one has left or {@code shutdown.lame_duck} is over. Then the process
 * stops the relay.
 *
 * <p>Connections that are no clients yet have {@code admission.registration_timeout} from the beginning on.
 */
final class LameDuck {
    /** The interval of {@link #check}. */
    static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

    private static final Logger LOGGER = System.getLogger(LameDuck.class.getName());

    private final StandaloneServer server;
    private final Relay relay;
    private final LongSupplier nanoTime;
    /** When the mode began, by the clock; null before. Set once. */
    private final AtomicReference<@Nullable Long> begunNanos = new AtomicReference<>();

    private final CountDownLatch ended = new CountDownLatch(1);

    LameDuck(StandaloneServer server, LongSupplier nanoTime) {
        this.server = server;
        this.relay = server.relay();
        this.nanoTime = nanoTime;
    }

    /** Begins the mode. Once it has begun, only logs the number of the connections that are left. */
    void begin() {
        if (begunNanos.compareAndSet(null, nanoTime.getAsLong())) {
            server.leaveNewClients();
            LOGGER.log(
                    Level.INFO,
                    "Lame duck: new clients are left to a successor; " + connections()
                            + " are served until the last one has left, for at most " + LogText.of(limit()));
        } else {
            LOGGER.log(Level.INFO, "Lame duck: " + connections() + " are left");
        }
    }

    /** Ends the mode when its time has come. Called every {@link #CHECK_INTERVAL} by one thread; does not block. */
    void check() {
        Long begun = begunNanos.get();
        if (begun == null || ended.getCount() == 0) {
            return;
        }
        Duration elapsed = Duration.ofNanos(nanoTime.getAsLong() - begun);
        if (elapsed.compareTo(limit()) >= 0) {
            end(connections() + " are left after " + LogText.of(limit()));
        } else if (!relay.hasClients() && !(server.mayGetClients() && elapsed.compareTo(grace()) < 0)) {
            end("the last client has left");
        }
    }

    private void end(String reason) {
        LOGGER.log(Level.INFO, "Lame duck: " + reason + "; the relay stops");
        ended.countDown();
    }

    /** Waits until the mode has begun and ended. */
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    private Duration limit() {
        return relay.config().shutdown().lameDuck();
    }

    private Duration grace() {
        return relay.config().admission().registrationTimeout();
    }

    private String connections() {
        return relay.registry().connections().size() + " connections";
    }
}
