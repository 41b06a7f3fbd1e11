package proxystore.relay.routing;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.config.TakeoverConfig;
import proxystore.relay.peer.Client;

/**
 * Detects a fight: two endpoints with one uuid that each register again at once when the other has displaced it, as
 * endpoints of ProxyStore 0.6 to 0.8.0 do indefinitely. A limited number of takeovers of one uuid is allowed within a
 * minute, by clients of either generation. Past the limit the owner stays until the minute has passed, and the newcomer is
 * refused.
 */
final class TakeoverLimit {
    static final long MINUTE_NANOS = 60_000_000_000L;

    private static final Logger LOGGER = System.getLogger(TakeoverLimit.class.getName());

    private final Supplier<TakeoverConfig> limits;
    private final LongSupplier nanoTime;

    private final Object lock = new Object();
    /** The minutes that have begun, by uuid, oldest first. */
    @GuardedBy("lock")
    private final Map<UUID, Minute> minutes = new LinkedHashMap<>();

    /** One uuid's takeovers since the first of them. Read and written under the lock of its limit. */
    private static final class Minute {
        private final long beganNanos;
        private int takeovers;
        private boolean warned;

        Minute(long beganNanos) {
            this.beganNanos = beganNanos;
        }
    }

    /**
     * A limit without takeovers.
     *
     * @param nanoTime a monotonic clock in nanoseconds: a step of the time of day neither ends nor prolongs a minute
     */
    TakeoverLimit(Supplier<TakeoverConfig> limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /**
     * Whether the uuid stays with its owner. If not, and the newcomer takes it from an older open connection of the same
     * user, that counts as a takeover.
     *
     * @param owner the client that owns the uuid; null if there is none
     */
    boolean refuses(@Nullable Client owner, Client newcomer) {
        if (owner == null
                || owner.connection() == newcomer.connection()
                || !owner.connection().isOpen()
                || owner.connection().isNewerThan(newcomer.connection())
                || !owner.user().equals(newcomer.user())) {
            return false;
        }
        return refuses(newcomer, () -> owner + " at " + owner.connection().remoteAddress());
    }

    /** Whether the uuid stays with its owner at another node. If not, that counts as a takeover. */
    boolean refuses(Client newcomer) {
        return refuses(newcomer, () -> "a client at another node");
    }

    /** A client of another node has taken over a uuid of this one, which its node has allowed: that counts as a takeover. */
    void takenOver(UUID uuid) {
        synchronized (lock) {
            minute(uuid).takeovers++;
        }
    }

    private boolean refuses(Client newcomer, Supplier<String> owner) {
        boolean warn;
        synchronized (lock) {
            Minute minute = minute(newcomer.uuid());
            if (minute.takeovers < limits.get().maxPerMinute()) {
                minute.takeovers++;
                return false;
            }
            warn = !minute.warned;
            minute.warned = true;
        }
        newcomer.connection()
                .log()
                .log(
                        LOGGER,
                        warn ? Level.WARNING : Level.DEBUG,
                        () -> "Refused to let " + newcomer + " at "
                                + newcomer.connection().remoteAddress()
                                + " take over the uuid of " + owner.get() + ": more than "
                                + limits.get().maxPerMinute()
                                + " takeovers within a minute. Is one endpoint running in two places?");
        return true;
    }

    @GuardedBy("lock")
    private Minute minute(UUID uuid) {
        long now = nanoTime.getAsLong();
        Minute minute = minutes.get(uuid);
        if (minute != null && now - minute.beganNanos < MINUTE_NANOS) {
            return minute;
        }
        minutes.remove(uuid);
        Minute begun = new Minute(now);
        minutes.put(uuid, begun);
        forgetOldest(now);
        return begun;
    }

    @GuardedBy("lock")
    private void forgetOldest(long now) {
        Iterator<Minute> oldest = minutes.values().iterator();
        while (oldest.hasNext()) {
            boolean over = now - oldest.next().beganNanos >= MINUTE_NANOS;
            if (!over && minutes.size() <= limits.get().maxUuids()) {
                return;
            }
            oldest.remove();
        }
    }

    /** The number of watched uuids. */
    int size() {
        synchronized (lock) {
            return minutes.size();
        }
    }
}
