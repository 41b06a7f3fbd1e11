package proxystore.relay.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.config.OutboxConfig;

/**
 * The messages for one client: bounded, in order, one send in flight. Any thread may {@link #offer}. A thread that finds
 * nothing in flight sends, and continues until the queue is empty or a send has to wait for the peer. Nothing here blocks,
 * and the transport and the owner are never called with the lock held.
 *
 * <p>Each accepted message ends in one way: it is handed to the kernel, it is {@link Owner#undelivered}, or it is
 * {@link Owner#uncertain}. A message that the kernel may have taken whole is never undelivered, as the receiver may have
 * it: so a message in flight is undelivered only if the transport says that its send failed.
 *
 * <p>The outbox is its own lock, and its queue is a chain of the sends: with many connections each extra object of a
 * message is a cache miss.
 */
final class Outbox extends OutboxLoad {
    /** Receives the outbox's reports; called without the lock and outside the transport's call. */
    interface Owner {
        /** The text will not arrive. The owner has it returned to its sender and then released from the budget. */
        void undelivered(OutboundMessage outbound, String reason);

        /** Whether the text arrived will never be known: it is not returned. */
        void uncertain(OutboundMessage outbound);

        /** The text is about to be handed to the transport; called for every text. */
        void sending(OutboundMessage outbound, long nowNanos);

        /** A send failed: the transport is unusable from now on. */
        void sendFailed(Throwable failure);

        /** The send that was in flight when the outbox was closed has ended; nothing is left. */
        void drained();
    }

    private final Transport transport;
    private final Owner owner;
    private final OutboxBudget budget;
    private final LongSupplier nanoTime;

    /** The send in flight; null if there is none. */
    @GuardedBy("this")
    private @Nullable Send inFlight;
    /** When the last message became the one in flight or the last pong was sent; when the outbox was made if neither was. */
    @GuardedBy("this")
    private long sentNanos;
    /** The first waiting send behind the one in flight; null if none waits. */
    @GuardedBy("this")
    private @Nullable Send first;
    /** The last waiting send; without meaning if none waits. */
    @GuardedBy("this")
    private @Nullable Send last;
    /** Why nothing is accepted any more; null while open. */
    @GuardedBy("this")
    private @Nullable String closed;

    Outbox(Transport transport, Owner owner, OutboxConfig limits, OutboxBudget budget, LongSupplier nanoTime) {
        super(limits);
        this.transport = transport;
        this.owner = owner;
        this.budget = budget;
        this.nanoTime = nanoTime;
        this.sentNanos = nanoTime.getAsLong();
    }

    /**
     * Sends a message now, or after the waiting ones.
     *
     * @return null if it was accepted, else why not; then the caller returns it
     */
    @Nullable
    String offer(OutboundMessage outbound) {
        transport.flush(); // a message for which the socket has room does not fill the outbox
        Send send = new Send(outbound);
        synchronized (this) {
            String refusal = closed != null ? closed : full(outbound);
            if (refusal != null) {
                return refusal;
            }
            boolean alone = isEmpty();
            add(outbound);
            if (!alone) { // between two sends as well: nothing overtakes a waiting message
                append(send);
                return null;
            }
            start(send);
        }
        transmit(send);
        return null;
    }

    @GuardedBy("this")
    private @Nullable String full(OutboundMessage outbound) {
        String full = overLimit(outbound);
        return full != null ? full : budget.reserve(outbound, isEmpty());
    }

    @GuardedBy("this")
    private void append(Send send) {
        if (last == null || first == null) {
            first = send;
        } else {
            last.next = send;
        }
        last = send;
    }

    @GuardedBy("this")
    private void start(Send send) {
        send.startedNanos = nanoTime.getAsLong();
        sentNanos = send.startedNanos;
        inFlight = send;
    }

    /** Makes the first waiting send the one in flight; null if none waits. */
    @GuardedBy("this")
    private @Nullable Send startNext() {
        Send next = first;
        if (next != null) {
            first = next.next;
            next.next = null;
            start(next);
        }
        return next;
    }

    /** Sends one text after the other, in a loop for those whose send ends within the call. */
    private void transmit(@Nullable Send begun) {
        for (Send send = begun; send != null; ) {
            owner.sending(send.outbound, send.startedNanos);
            send.beginCall();
            try {
                transport.send(send.outbound.text(), send);
            } catch (RuntimeException e) {
                send.sent(e);
            } catch (Error e) { // anything may have thrown it, before or after the write
                send.uncertain(e);
            }
            send = send.endedAtOnce() ? settle(send, send.failure(), send.isUncertain()) : null;
        }
    }

    /**
     * Ends a send. Without effect if its message has been abandoned, or its end was reported before.
     *
     * @param failure why the send failed; null if the kernel has the text
     * @param uncertain whether the text may have arrived although its send failed
     * @return the next send, which the caller transmits; null if there is none
     */
    private @Nullable Send settle(Send send, @Nullable Throwable failure, boolean uncertain) {
        boolean drained;
        Send next;
        synchronized (this) {
            if (inFlight != send) {
                return null;
            }
            inFlight = null;
            drained = closed != null;
            if (failure == null) {
                removeSent(send.outbound);
                next = startNext();
            } else {
                remove(send.outbound);
                next = null;
            }
        }
        if (failure != null) {
            fail(send.outbound, failure, uncertain);
        } else {
            budget.release(send.outbound);
        }
        if (drained) {
            owner.drained();
        }
        return failure == null ? next : nextAfterFailure();
    }

    private void fail(OutboundMessage outbound, Throwable failure, boolean uncertain) {
        if (uncertain) {
            budget.release(outbound);
            owner.uncertain(outbound);
        } else {
            owner.undelivered(outbound, "sending to it failed");
        }
        owner.sendFailed(failure);
    }

    /** An owner closes the outbox when a send fails; if it did not, sending continues. */
    private synchronized @Nullable Send nextAfterFailure() {
        return inFlight == null ? startNext() : null;
    }

    /** Accepts nothing more and returns the waiting messages. The one in flight may still arrive. */
    void close(String reason) {
        List<OutboundMessage> undelivered = new ArrayList<>();
        synchronized (this) {
            if (closed == null) {
                closed = reason;
            }
            for (Send send = first; send != null; send = send.next) {
                remove(send.outbound);
                undelivered.add(send.outbound);
            }
            first = null;
        }
        for (OutboundMessage outbound : undelivered) {
            owner.undelivered(outbound, reason);
        }
    }

    /**
     * As {@link #close}, and abandons the send in flight, whose end will not be reported. The kernel, or a container's buffer
     * that the peer may still read, has an unknown part of it, so it is not returned.
     */
    void abandon(String reason) {
        close(reason);
        OutboundMessage abandoned;
        synchronized (this) {
            if (inFlight == null) {
                return;
            }
            abandoned = inFlight.outbound;
            inFlight = null;
            remove(abandoned);
        }
        budget.release(abandoned);
        owner.uncertain(abandoned);
    }

    /** Whether no message waits and no send is in flight. */
    boolean isIdle() {
        synchronized (this) {
            return isEmpty();
        }
    }

    /** The age of the send in flight, in nanoseconds and at least 1; 0 if there is none. */
    long inFlightNanos() {
        synchronized (this) {
            return inFlight == null ? 0 : Math.max(1, nanoTime.getAsLong() - inFlight.startedNanos);
        }
    }

    /** The transport has sent a pong. Called by the receiving thread. */
    synchronized void pongSent(long nowNanos) {
        sentNanos = nowNanos;
    }

    /** When the last message or pong was sent; when the connection opened if neither was. */
    synchronized long sentNanos() {
        return sentNanos;
    }

    /** The time that a send may take. */
    Duration sendTimeout() {
        return limits.sendTimeout();
    }

    /** Whether the send in flight has taken longer than one may. */
    boolean isOverdue(RunningTime time) {
        synchronized (this) {
            return inFlight != null
                    && time.sinceNanos(inFlight.startedNanos)
                            > limits.sendTimeout().toNanos();
        }
    }

    /** One message and its send. */
    private final class Send extends ReportedSend {
        private final OutboundMessage outbound;
        /** The send behind this one; null in flight and at the end. Accessed with the lock of the outbox. */
        private @Nullable Send next;
        /** When it became the one in flight. Accessed with the lock of the outbox, and by the thread that transmits it. */
        private long startedNanos;

        Send(OutboundMessage outbound) {
            this.outbound = outbound;
        }

        @Override
        void endedLater(@Nullable Throwable failure, boolean uncertain) {
            transmit(settle(this, failure, uncertain));
        }
    }
}
