package proxystore.relay.peer;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.config.OutboxConfig;

/**
 * What waits to be sent to one client: bounded, in order, one send in flight. Any thread may {@link #offer}; the one
 * that finds nothing in flight sends, and goes on sending until the queue is empty or a send has to wait for the peer.
 * Nothing here blocks, and the transport and the owner are never called with the lock held.
 *
 * <p>Each message that was accepted ends in one way: it is handed to the kernel, it is {@link Owner#undelivered}, or it
 * is {@link Owner#uncertain}. A message that the kernel may have taken whole is never undelivered, as the receiver may
 * have it: so a message in flight is undelivered only if the transport says that its send failed.
 *
 * <p>It is its own lock, and its queue is a chain of the sends: among many connections every object that a message
 * touches has to come into the processor's cache first.
 */
final class Outbox {
    /** Receives what the outbox reports; called without the lock and outside the transport's call. */
    interface Owner {
        /** The text will not arrive; it is returned to its sender. Releases it from the budget afterwards. */
        void undelivered(OutboundMessage outgoing, String reason);

        /** The text may have arrived or not, and no one will know: it is not returned. */
        void uncertain(OutboundMessage outgoing);

        /** A send failed: the transport is unusable from now on. */
        void sendFailed(Throwable failure);

        /** The send that was in flight when the outbox was closed has ended; nothing is left. */
        void drained();
    }

    private final Transport transport;
    private final Owner owner;
    private final OutboxConfig limits;
    private final OutboxBudget budget;
    private final LongSupplier nanoTime;

    /** The send in flight; null if there is none. */
    @GuardedBy("this")
    private @Nullable Send inFlight;
    /** The first that waits behind the one in flight; null if none waits. */
    @GuardedBy("this")
    private @Nullable Send first;
    /** The last that waits; of no meaning if none waits. */
    @GuardedBy("this")
    private @Nullable Send last;
    /** The number of messages waiting and in flight. */
    @GuardedBy("this")
    private int messages;
    /** How many of them are returned messages. */
    @GuardedBy("this")
    private int returned;
    /** Bytes of UTF-8 waiting and in flight, without returned messages. */
    @GuardedBy("this")
    private long bytes;
    /** The same of returned messages. */
    @GuardedBy("this")
    private long returnedBytes;
    /** Why nothing is accepted any more; null while open. */
    @GuardedBy("this")
    private @Nullable String closed;

    Outbox(Transport transport, Owner owner, OutboxConfig limits, OutboxBudget budget, LongSupplier nanoTime) {
        this.transport = transport;
        this.owner = owner;
        this.limits = limits;
        this.budget = budget;
        this.nanoTime = nanoTime;
    }

    /**
     * Sends the text now, or after what waits already.
     *
     * @return null if it was accepted, else why not; then the text is the caller's again
     */
    @Nullable
    String offer(OutboundMessage outgoing) {
        transport.flush(); // what the socket has room for does not fill the outbox
        Send send = new Send(outgoing);
        synchronized (this) {
            String refusal = closed != null ? closed : full(outgoing);
            if (refusal != null) {
                return refusal;
            }
            boolean alone = messages == 0;
            count(outgoing, 1);
            if (!alone) { // between two sends as well: nothing overtakes what waits
                append(send);
                return null;
            }
            start(send);
        }
        transmit(send);
        return null;
    }

    @GuardedBy("this")
    private @Nullable String full(OutboundMessage outgoing) {
        String full = outgoing.returned() ? fullOfReturned(outgoing) : fullOfOthers(outgoing);
        return full != null ? full : budget.reserve(outgoing, messages == 0);
    }

    @GuardedBy("this")
    private @Nullable String fullOfOthers(OutboundMessage outgoing) {
        if (messages - returned >= limits.maxMessages()) {
            return "its outbox is full (" + (messages - returned) + " messages)";
        }
        return bytes + outgoing.bytes() > limits.maxBytes()
                ? "its outbox is full (" + bytes + " of " + limits.maxBytes() + " bytes)"
                : null;
    }

    @GuardedBy("this")
    private @Nullable String fullOfReturned(OutboundMessage outgoing) {
        return returnedBytes + outgoing.bytes() > limits.maxReturnedBytes()
                ? "too many returned messages wait for it (" + returnedBytes + " of " + limits.maxReturnedBytes()
                        + " bytes)"
                : null;
    }

    @GuardedBy("this")
    private void count(OutboundMessage outgoing, int sign) {
        messages += sign;
        if (outgoing.returned()) {
            returned += sign;
            returnedBytes += (long) sign * outgoing.bytes();
        } else {
            bytes += (long) sign * outgoing.bytes();
        }
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
        inFlight = send;
    }

    /** Makes the first that waits the one in flight; null if none waits. */
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

    /** Sends one text after the other, in a loop for those whose completion comes at once. */
    private void transmit(@Nullable Send begun) {
        for (Send send = begun; send != null; ) {
            send.sender = Thread.currentThread();
            try {
                transport.send(send.outgoing.text(), send);
            } catch (RuntimeException e) {
                send.sent(e);
            } catch (Error e) { // it may have come from anywhere
                send.uncertain(e);
            }
            send = send.endedAtOnce() ? settle(send, send.failure, send.uncertain) : null;
        }
    }

    /**
     * Takes note that a send has ended. Does nothing if its message has been abandoned, or its end reported before.
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
            count(send.outgoing, -1);
            drained = closed != null;
            next = failure == null ? startNext() : null;
        }
        if (failure != null) {
            fail(send.outgoing, failure, uncertain);
        } else {
            budget.release(send.outgoing);
        }
        if (drained) {
            owner.drained();
        }
        return failure == null ? next : nextAfterFailure();
    }

    private void fail(OutboundMessage outgoing, Throwable failure, boolean uncertain) {
        if (uncertain) {
            budget.release(outgoing);
            owner.uncertain(outgoing);
        } else {
            owner.undelivered(outgoing, "sending to it failed");
        }
        owner.sendFailed(failure);
    }

    /** An owner closes the outbox when a send fails; if it did not, sending goes on. */
    private synchronized @Nullable Send nextAfterFailure() {
        return inFlight == null ? startNext() : null;
    }

    /** Accepts nothing more and returns what waits. What is in flight may still arrive. */
    void close(String reason) {
        List<OutboundMessage> undelivered = new ArrayList<>();
        synchronized (this) {
            if (closed == null) {
                closed = reason;
            }
            for (Send send = first; send != null; send = send.next) {
                count(send.outgoing, -1);
                undelivered.add(send.outgoing);
            }
            first = null;
        }
        for (OutboundMessage outgoing : undelivered) {
            owner.undelivered(outgoing, reason);
        }
    }

    /**
     * As {@link #close}, and gives the send in flight up: its end will not be reported. The kernel, or a container's
     * buffer that the peer may still read, has an unknown part of it, so it is not returned.
     */
    void abandon(String reason) {
        close(reason);
        OutboundMessage abandoned;
        synchronized (this) {
            if (inFlight == null) {
                return;
            }
            abandoned = inFlight.outgoing;
            inFlight = null;
            count(abandoned, -1);
        }
        budget.release(abandoned);
        owner.uncertain(abandoned);
    }

    /** How long the send in flight has been under way, in nanoseconds; 0 if there is none. */
    long inFlightNanos() {
        synchronized (this) {
            return inFlight == null ? 0 : Math.max(1, nanoTime.getAsLong() - inFlight.startedNanos);
        }
    }

    /** Whether the send in flight has taken longer than one may. */
    boolean isOverdue(RunningTime time) {
        synchronized (this) {
            return inFlight != null
                    && time.sinceNanos(inFlight.startedNanos)
                            > limits.sendTimeout().toNanos();
        }
    }

    /**
     * One message on its way. The thread that reports the end of its send goes on with the queue, even if the thread that
     * started it has not returned from the transport: that one may be preempted there for long, while the peer reads. Only
     * what ends on the starting thread within the transport's call is left to that call's loop, or long queues would
     * exhaust the stack.
     */
    private final class Send implements Transport.SendListener {
        private final OutboundMessage outgoing;
        /** The send behind this one; null in flight and at the end. Accessed with the lock of the outbox. */
        private @Nullable Send next;
        /** When it became the one in flight. Accessed with the lock of the outbox. */
        private long startedNanos;
        /** The thread within the transport's call; null before and after. Written by that thread. */
        private @Nullable Thread sender;
        /** Whether it ended within the transport's call. Owned by the thread that calls, as the next two. */
        private boolean ended;
        /** As for {@link #settle}, if it ended within the transport's call. */
        private @Nullable Throwable failure;
        /** As {@link #failure}. */
        private boolean uncertain;

        Send(OutboundMessage outgoing) {
            this.outgoing = outgoing;
        }

        @Override
        public void sent(@Nullable Throwable failure) {
            end(failure, false);
        }

        @Override
        public void uncertain(Throwable failure) {
            end(failure, true);
        }

        private void end(@Nullable Throwable failure, boolean uncertain) {
            if (sender != Thread.currentThread()) {
                transmit(settle(this, failure, uncertain));
            } else if (!ended) {
                ended = true;
                this.failure = failure;
                this.uncertain = uncertain;
            }
        }

        /** The transport's call has returned. */
        boolean endedAtOnce() {
            sender = null;
            return ended;
        }
    }
}
