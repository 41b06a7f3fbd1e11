package proxystore.relay.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.auth.User;
import proxystore.relay.config.AdmissionConfig;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.events.Refusal;
import proxystore.relay.message.CloseStatus;

/**
 * The limits of one connection, which enters the relay's {@link AdmissionControl} with it. Limits its memory before its client
 * has registered, and the time that its registration and each message may take to arrive. A registration counts from its
 * arrival: the check of its token may take longer.
 *
 * <p>The receiving thread calls the methods, unless they say otherwise.
 */
public final class Admission {
    private final Duration registrationTimeout;
    private final Duration messageTimeout;
    private final int maxMessageBytes;
    private final int maxUnregisteredBytes;
    private final AdmissionControl control;
    private final ConnectionRates rates;
    private final String remoteAddress;
    private final @Nullable AdmissionRefusal refusal;
    private final LongSupplier nanoTime;
    private final long openedNanos;
    /** Set once, by the thread that handles the first registration. */
    private volatile boolean registering;
    /** The time at which the unfinished message began; written before {@link #unfinished} is set. */
    private volatile long begunNanos;
    /** Whether a part of a message has arrived and the rest has not. */
    private volatile boolean unfinished;
    /** The user whose connections this one counts among; null before the registration and after the end. */
    @GuardedBy("this")
    private @Nullable User user;
    /** Whether the connection is no longer open. */
    @GuardedBy("this")
    private boolean ended;
    /** The memory that is counted for the unfinished message, in bytes. */
    @GuardedBy("this")
    private long unfinishedBytes;
    /** Whether the connection has left the relay's limits. */
    @GuardedBy("this")
    private boolean left;

    /** For a connection that opens, and enters the relay's limits. */
    Admission(RelayConfig config, AdmissionControl control, String remoteAddress, LongSupplier nanoTime) {
        AdmissionConfig limits = config.admission();
        this.registrationTimeout = limits.registrationTimeout();
        this.messageTimeout = limits.messageTimeout();
        this.maxMessageBytes = config.maxMessageBytes();
        this.maxUnregisteredBytes = Math.min(limits.maxUnregisteredBytes(), maxMessageBytes);
        this.control = control;
        this.rates = new ConnectionRates(control::rates, nanoTime);
        this.remoteAddress = remoteAddress;
        this.nanoTime = nanoTime;
        this.openedNanos = nanoTime.getAsLong();
        this.refusal = control.enter(remoteAddress);
    }

    /** Why the relay's limits do not allow this connection; empty if they do. */
    public Optional<AdmissionRefusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    /**
     * Counts the connection among those of its user. Called by the thread that handles a registration.
     *
     * @param replaces whether the connection takes the place of another one of the same user, which then ends
     * @return empty if the limit of the user allows it, else why not; the connection is counted in both cases
     */
    public Optional<AdmissionRefusal> registers(User user, boolean replaces) {
        boolean allowed;
        synchronized (this) {
            if (ended || this.user != null) {
                return Optional.empty();
            }
            this.user = user;
            allowed = control.enterUser(user);
        }
        return allowed || replaces
                ? Optional.empty()
                : Optional.of(new AdmissionRefusal(
                        Refusal.USER_CONNECTIONS,
                        CloseStatus.TOO_MANY_OF_USER,
                        "its user has " + control.maxUserConnections()
                                + " connections (admission.max_user_connections)"));
    }

    /** The connection is no longer open. Called once, by any thread. */
    void ends() {
        User counted;
        synchronized (this) {
            ended = true;
            counted = user;
        }
        if (counted != null) {
            control.leaveUser(counted);
        }
    }

    /** The TCP connection is gone. Idempotent; called by any thread. */
    void leave() {
        synchronized (this) {
            if (left) {
                return;
            }
            left = true;
        }
        releaseUnfinished();
        control.leave(remoteAddress);
    }

    /** The longest message that is accepted now, in bytes of UTF-8. */
    public int maxMessageBytes() {
        return registering ? maxMessageBytes : maxUnregisteredBytes;
    }

    /** A registration has arrived that the relay's rules accept; from now on the limits of registered clients hold. */
    public void registrationArrived() {
        registering = true;
    }

    /** Counts a message for a peer of this length in bytes of UTF-8, and whether it is within the rates. */
    boolean takeMessage(int bytes) {
        return rates.takeMessage(bytes);
    }

    /**
     * As {@link #takeMessage} for a message that is processed in any case.
     *
     * @return the nanoseconds until the rates allow the next message; 0 for now
     */
    long takeMessageOnCredit(int bytes) {
        return rates.takeMessageOnCredit(bytes);
    }

    /** Counts a ping, and whether it is answered. All but the last ping may stay unanswered (RFC 6455, section 5.5.3). */
    public boolean takePing() {
        return rates.takePing();
    }

    /** Counts a registration, and whether it is within the rate. Called by the thread that handles it. */
    public boolean takeRegistration() {
        return rates.takeRegistration();
    }

    /** Counts a malformed message, and whether it may be skipped. Called by the thread that handles it. */
    public boolean takeMalformed() {
        return rates.takeMalformed();
    }

    /** Counts a log entry about the connection, and whether the limit of its address allows it. Called by any thread. */
    boolean takeLogLine() {
        return control.takeLogLine(remoteAddress);
    }

    /** A part of a message has arrived, and the rest has not. Later parts of the same message have no effect. */
    public void messageBegins() {
        if (!unfinished) {
            begunNanos = nanoTime.getAsLong();
            unfinished = true;
        }
    }

    /**
     * The unfinished message is about to take more memory. Called by the container's or the frame layer's reading code before it
     * allocates; {@link #messageEnds} and the end of the connection release all of it.
     *
     * @param bytes the additional memory in bytes
     * @return whether the relay has room; if not, nothing is counted and the connection must be closed
     */
    public boolean messageGrows(long bytes) {
        synchronized (this) {
            if (left || !control.received().reserve(bytes)) {
                return false;
            }
            unfinishedBytes += bytes;
            return true;
        }
    }

    /** The message that has begun has arrived, or is dropped. */
    public void messageEnds() {
        unfinished = false;
        releaseUnfinished();
    }

    private void releaseUnfinished() {
        synchronized (this) {
            control.received().release(unfinishedBytes);
            unfinishedBytes = 0;
        }
    }

    /** The relay does not read the connection now, which does not count against its client. Called by the heartbeat's thread. */
    void readingSuspended(RunningTime time) {
        begunNanos = time.nowNanos();
    }

    /** Why the connection must be closed; null if its client is in time. Called by the heartbeat's thread. */
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
