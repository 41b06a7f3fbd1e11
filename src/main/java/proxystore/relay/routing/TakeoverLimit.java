package proxystore.relay.routing;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import proxystore.relay.config.TakeoverConfig;
import proxystore.relay.peer.Client;

/**
 * Notices a fight: two endpoints with one uuid that each come back at once when the other has displaced it, as those of
 * ProxyStore before 0.8.1 do for ever. So many takeovers of one uuid are allowed within a minute; from then until the
 * minute has passed the owner stays, and the newcomer is refused.
 */
final class TakeoverLimit {
    static final long MINUTE_MS = 60_000;

    private static final Logger LOGGER = System.getLogger(TakeoverLimit.class.getName());

    private final TakeoverConfig limits;
    private final Clock clock;

    private final Object lock = new Object();
    /** Guarded by the lock: the minutes that have begun, oldest first. */
    private final Map<UUID, Minute> minutes = new LinkedHashMap<>();

    /** One uuid's takeovers since the first of them. Guarded by the lock. */
    private static final class Minute {
        private final long beganMs;
        private int takeovers;
        private boolean warned;

        Minute(long beganMs) {
            this.beganMs = beganMs;
        }
    }

    TakeoverLimit(TakeoverConfig limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /**
     * Whether the newcomer has to leave the uuid to its owner. If not, and it takes the uuid from an older open connection
     * of the same user, that counts as a takeover.
     *
     * @param owner who holds the uuid; null if nobody does
     */
    boolean refuses(@Nullable Client owner, Client newcomer) {
        if (owner == null
                || owner.connection() == newcomer.connection()
                || !owner.connection().isOpen()
                || owner.connection().isNewerThan(newcomer.connection())
                || !owner.user().equals(newcomer.user())) {
            return false;
        }
        boolean warn;
        synchronized (lock) {
            Minute minute = minute(owner.uuid());
            if (minute.takeovers < limits.maxPerMinute()) {
                minute.takeovers++;
                return false;
            }
            warn = !minute.warned;
            minute.warned = true;
        }
        LOGGER.log(
                warn ? Level.WARNING : Level.DEBUG,
                () -> "Refused to let " + newcomer + " at "
                        + newcomer.connection().remoteAddress()
                        + " take over the uuid of " + owner + " at "
                        + owner.connection().remoteAddress() + ": more than " + limits.maxPerMinute()
                        + " takeovers within a minute. Is one endpoint running in two places?");
        return true;
    }

    private Minute minute(UUID uuid) {
        long nowMs = clock.millis();
        Minute minute = minutes.get(uuid);
        if (minute != null && Math.abs(nowMs - minute.beganMs) < MINUTE_MS) {
            return minute;
        }
        minutes.remove(uuid);
        Minute begun = new Minute(nowMs);
        minutes.put(uuid, begun);
        forgetOldest(nowMs);
        return begun;
    }

    private void forgetOldest(long nowMs) {
        Iterator<Minute> oldest = minutes.values().iterator();
        while (oldest.hasNext()) {
            boolean over = nowMs - oldest.next().beganMs >= MINUTE_MS;
            if (!over && minutes.size() <= limits.maxUuids()) {
                return;
            }
            oldest.remove();
        }
    }

    /** How many uuids are watched. */
    int size() {
        synchronized (lock) {
            return minutes.size();
        }
    }
}
