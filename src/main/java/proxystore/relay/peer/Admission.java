package proxystore.relay.peer;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.config.AdmissionConfig;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.message.CloseStatus;

/**
 * Limits the memory of one connection before its client has registered, and the time that its registration and each
 * message may take to arrive. A registration counts from its arrival: the check of its token may take longer.
 *
 * <p>The receiving thread calls the methods, and the heartbeat's thread calls {@link #overdue}.
 */
public final class Admission {
    private final Duration registrationTimeout;
    private final Duration messageTimeout;
    private final int maxMessageBytes;
    private final int maxUnregisteredBytes;
    private final LongSupplier nanoTime;
    private final long openedNanos;
    /** Set once, by the thread that handles the first registration. */
    private volatile boolean registering;
    /** The time at which the unfinished message began; written before {@link #unfinished} is set. */
    private volatile long begunNanos;
    /** Whether a part of a message has arrived and the rest has not. */
    private volatile boolean unfinished;

    /** For a connection that has just been opened. */
    Admission(RelayConfig config, LongSupplier nanoTime) {
        AdmissionConfig limits = config.admission();
        this.registrationTimeout = limits.registrationTimeout();
        this.messageTimeout = limits.messageTimeout();
        this.maxMessageBytes = config.maxMessageBytes();
        this.maxUnregisteredBytes = Math.min(limits.maxUnregisteredBytes(), maxMessageBytes);
        this.nanoTime = nanoTime;
        this.openedNanos = nanoTime.getAsLong();
    }

    /** The longest message that is accepted now, in bytes of UTF-8. */
    public int maxMessageBytes() {
        return registering ? maxMessageBytes : maxUnregisteredBytes;
    }

    /** A registration has arrived that the relay's rules accept; from now on the limits of registered clients hold. */
    public void registrationArrived() {
        registering = true;
    }

    /** A part of a message has arrived, and the rest has not. Later parts of the same message have no effect. */
    public void messageBegins() {
        if (!unfinished) {
            begunNanos = nanoTime.getAsLong();
            unfinished = true;
        }
    }

    /** The message that has begun has arrived. */
    public void messageEnds() {
        unfinished = false;
    }

    /** Why the connection must be closed; null if its client is in time. */
    @Nullable
    CloseStatus overdue(RunningTime time) {
        if (!registering && isOver(registrationTimeout, openedNanos, time)) {
            return CloseStatus.notRegistered(registrationTimeout);
        }
        if (unfinished && isOver(messageTimeout, begunNanos, time)) {
            return CloseStatus.unfinished(messageTimeout);
        }
        return null;
    }

    private static boolean isOver(Duration limit, long startNanos, RunningTime time) {
        return time.sinceNanos(startNanos) > limit.toNanos();
    }
}
