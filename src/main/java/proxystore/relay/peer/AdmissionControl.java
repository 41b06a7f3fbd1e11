package proxystore.relay.peer;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.auth.User;
import proxystore.relay.config.RateConfig;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.events.Refusal;
import proxystore.relay.limit.AddressRates;
import proxystore.relay.message.CloseStatus;

/**
 * The limits of one relay on its connections: their number in all, per address, per second and address, and per user; and the
 * memory of what they have sent. Each connection enters when it opens and leaves when its TCP connection is gone, through its
 * {@link Admission}. A refused connection counts until then, because it takes a file descriptor like any other.
 *
 * <p>Shared by all connections and threads; nothing in it blocks.
 */
public final class AdmissionControl {
    /** The seconds for which an address may save up handshakes. */
    private static final int HANDSHAKE_BURST_SECONDS = 10;

    private static final double MINUTE_SECONDS = 60;

    private final int automaticMax;
    private volatile RelayConfig config;
    private final AtomicInteger connections = new AtomicInteger();
    private final AddressLimit addresses;
    private final AddressRates handshakes;
    private final AddressRates logLines;
    private final UserLimit users;
    private final ReceivedBudget received;

    /**
     * The limits of a relay without connections.
     *
     * @param automaticMax open connections in all if the configuration gives no number; 0 for any number
     * @param nanoTime the monotonic clock, in nanoseconds
     */
    public AdmissionControl(RelayConfig config, int automaticMax, LongSupplier nanoTime) {
        this.automaticMax = automaticMax;
        this.config = config;
        this.addresses = new AddressLimit(config.address().maxConnections());
        this.handshakes =
                new AddressRates(config.address().maxHandshakesPerSecond(), HANDSHAKE_BURST_SECONDS, nanoTime);
        this.logLines = new AddressRates(linesPerSecond(config), MINUTE_SECONDS, nanoTime);
        this.users = new UserLimit(config.admission().maxUserConnections());
        this.received = new ReceivedBudget(config.admission().maxReceivedBytes());
    }

    private static double linesPerSecond(RelayConfig config) {
        return config.logging().maxLines() / MINUTE_SECONDS;
    }

    /** Sets the limits from now on. Connections past a lower limit stay open. */
    public void change(RelayConfig config) {
        this.config = config;
        addresses.change(config.address().maxConnections());
        handshakes.change(config.address().maxHandshakesPerSecond());
        logLines.change(linesPerSecond(config));
        users.change(config.admission().maxUserConnections());
        received.change(config.admission().maxReceivedBytes());
    }

    /**
     * Counts a connection that opens.
     *
     * @param remoteAddress as in {@link Transport#remoteAddress}
     * @return null if the limits allow it, else why not; it is counted in both cases
     */
    @Nullable
    AdmissionRefusal enter(String remoteAddress) {
        RelayConfig now = config;
        int configuredMax = now.admission().maxConnections();
        int max = configuredMax == 0 ? automaticMax : configuredMax;
        boolean room = connections.incrementAndGet() <= max || max == 0;
        boolean addressHasRoom = addresses.acquire(remoteAddress);
        if (!handshakes.take(remoteAddress)) {
            return new AdmissionRefusal(
                    Refusal.ADDRESS_HANDSHAKES,
                    CloseStatus.TOO_MANY_HANDSHAKES,
                    "its address opens more than " + now.address().maxHandshakesPerSecond()
                            + " connections per second (address.max_handshakes_per_second)");
        }
        if (!addressHasRoom) {
            return new AdmissionRefusal(
                    Refusal.ADDRESS_CONNECTIONS,
                    CloseStatus.TOO_MANY_CONNECTIONS,
                    "its address has " + now.address().maxConnections() + " connections (address.max_connections)");
        }
        return room
                ? null
                : new AdmissionRefusal(
                        Refusal.CONNECTIONS,
                        CloseStatus.RELAY_FULL,
                        "the relay has " + max + " connections (admission.max_connections)");
    }

    /** Ends the counting of a connection that has entered. */
    void leave(String remoteAddress) {
        connections.decrementAndGet();
        addresses.release(remoteAddress);
    }

    /**
     * Counts a registered connection of a user.
     *
     * @return whether the limit allows it; the connection is counted even if not
     */
    boolean enterUser(User user) {
        return users.acquire(user);
    }

    /** Ends the counting of a connection for which {@link #enterUser} was called. */
    void leaveUser(User user) {
        users.release(user);
    }

    /** The number of registered connections that a user may have; 0 for any number. */
    int maxUserConnections() {
        return config.admission().maxUserConnections();
    }

    /** How fast each connection may send now. */
    RateConfig rates() {
        return config.rate();
    }

    /** Counts a log entry about a connection of an address, and whether the limit of the address allows it. */
    boolean takeLogLine(String remoteAddress) {
        return logLines.take(remoteAddress);
    }

    /** Limits the memory of what the connections have sent. */
    public ReceivedBudget received() {
        return received;
    }

    /** The number of connections that have entered and not left. */
    int connections() {
        return connections.get();
    }
}
