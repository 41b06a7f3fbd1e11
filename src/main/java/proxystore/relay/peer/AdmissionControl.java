package proxystore.relay.peer;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.auth.User;
import proxystore.relay.config.AddressConfig;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.events.Refusal;
import proxystore.relay.limit.AddressRates;
import proxystore.relay.message.CloseStatus;

/**
 * The limits of one relay on its connections: their number in all, per address, per second and address, and per user; and the
 * memory of what they have sent. Each
 * connection enters when it opens and leaves when its TCP connection is gone, through its {@link Admission}. A refused
 * connection counts until then, because it takes a file descriptor like any other.
 *
 * <p>Shared by all connections and threads; nothing in it blocks.
 */
public final class AdmissionControl {
    /** The seconds for which an address may save up handshakes. */
    private static final int HANDSHAKE_BURST_SECONDS = 10;

    private static final double MINUTE_SECONDS = 60;

    private final int maxConnections;
    private final AddressConfig addressConfig;
    private final AtomicInteger connections = new AtomicInteger();
    private final AddressLimit addresses;
    private final AddressRates handshakes;
    private final AddressRates logLines;
    private final UserLimit users;
    private final int maxUserConnections;
    private final ReceivedBudget received;

    /**
     * The limits of a relay without connections.
     *
     * @param maxConnections open connections in all; 0 for any number
     * @param nanoTime the monotonic clock, in nanoseconds
     */
    public AdmissionControl(RelayConfig config, int maxConnections, LongSupplier nanoTime) {
        this.maxConnections = maxConnections;
        this.addressConfig = config.address();
        this.addresses = new AddressLimit(addressConfig.maxConnections());
        this.handshakes = new AddressRates(addressConfig.maxHandshakesPerSecond(), HANDSHAKE_BURST_SECONDS, nanoTime);
        this.logLines = new AddressRates(config.logging().maxLines() / MINUTE_SECONDS, MINUTE_SECONDS, nanoTime);
        this.maxUserConnections = config.admission().maxUserConnections();
        this.users = new UserLimit(maxUserConnections);
        this.received = new ReceivedBudget(config.admission().maxReceivedBytes());
    }

    /**
     * Counts a connection that opens.
     *
     * @param remoteAddress as in {@link Transport#remoteAddress}
     * @return null if the limits allow it, else why not; it is counted in both cases
     */
    @Nullable
    AdmissionRefusal enter(String remoteAddress) {
        boolean room = connections.incrementAndGet() <= maxConnections || maxConnections == 0;
        boolean addressHasRoom = addresses.acquire(remoteAddress);
        if (!handshakes.take(remoteAddress)) {
            return new AdmissionRefusal(
                    Refusal.ADDRESS_HANDSHAKES,
                    CloseStatus.TOO_MANY_HANDSHAKES,
                    "its address opens more than " + addressConfig.maxHandshakesPerSecond()
                            + " connections per second (address.max_handshakes_per_second)");
        }
        if (!addressHasRoom) {
            return new AdmissionRefusal(
                    Refusal.ADDRESS_CONNECTIONS,
                    CloseStatus.TOO_MANY_CONNECTIONS,
                    "its address has " + addressConfig.maxConnections() + " connections (address.max_connections)");
        }
        return room
                ? null
                : new AdmissionRefusal(
                        Refusal.CONNECTIONS,
                        CloseStatus.RELAY_FULL,
                        "the relay has " + maxConnections + " connections (admission.max_connections)");
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
        return maxUserConnections;
    }

    /** Counts a log entry about a connection of an address, and whether the limit of the address allows it. */
    boolean takeLogLine(String remoteAddress) {
        return logLines.take(remoteAddress);
    }

    /** Limits the memory of what the connections have sent. */
    ReceivedBudget received() {
        return received;
    }

    /** The number of connections that have entered and not left. */
    int connections() {
        return connections.get();
    }
}
