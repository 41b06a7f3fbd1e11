package proxystore.relay.peer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.config.OutboxConfig;

/**
 * What waits to be sent to one client: bounded, in order, one send in flight. Any thread may {@link #offer}; the one
 * that finds nothing in flight sends, and goes on sending until the queue is empty or a send has to wait for the peer.
 * Nothing here blocks, and the transport and the owner are never called with the lock held.
 *
 * <p>It is its own lock, and has no queue before it needs one: among many connections every object that a message touches
 * has to come into the processor's cache first.
 */
final class Outbox {
    /** What the outbox tells its connection; called without the lock and outside the transport's call. */
    interface Owner {
        /** The text will not arrive; it goes back to its sender. */
        void undelivered(Outgoing outgoing, String reason);

        /** A send failed: the transport is good for nothing any more. */
        void sendFailed(Throwable failure);

        /** The send that was in flight when the outbox was closed has ended; nothing is left. */
        void drained();
    }

    private final Transport transport;
    private final Owner owner;
    private final OutboxConfig limits;
    private final LongSupplier nanoTime;

    /** Guarded by this: what waits, without the one in flight; null until something does. */
    private @Nullable Deque<Outgoing> waiting;
    /** Guarded by this: bytes of UTF-8 waiting and in flight, without what comes back. */
    private long bytes;
    /** Guarded by this: the same of what comes back. */
    private long returnedBytes;
    /** Guarded by this: how many of those that are waiting or in flight come back. */
    private int returned;
    /** Guarded by this: the send in flight; null if there is none. */
    private @Nullable Send inFlight;
    /** Guarded by this: why nothing is accepted any more; null while open. */
    private @Nullable String closed;

    Outbox(Transport transport, Owner owner, OutboxConfig limits, LongSupplier nanoTime) {
        this.transport = transport;
        this.owner = owner;
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /**
     * Sends the text now, or after what waits already.
     *
     * @return null if it was accepted, else why not; then the text is the caller's again
     */
    @Nullable
    String offer(Outgoing outgoing) {
        transport.hurry(); // what the socket has room for does not fill the outbox
        Send send;
        synchronized (this) {
            if (closed != null) {
                return closed;
            }
            int messages = (waiting == null ? 0 : waiting.size()) + (inFlight == null ? 0 : 1);
            String full = outgoing.returned() ? fullOfReturned(outgoing) : full(outgoing, messages - returned);
            if (full != null) {
                return full;
            }
            count(outgoing, 1);
            if (messages > 0) { // between two sends as well: nothing overtakes what waits
                waiting = waiting == null ? new ArrayDeque<>() : waiting;
                waiting.add(outgoing);
                return null;
            }
            send = new Send(outgoing, nanoTime.getAsLong());
            inFlight = send;
        }
        transmit(send);
        return null;
    }

    private @Nullable String full(Outgoing outgoing, int messages) {
        if (messages >= limits.maxMessages()) {
            return "its outbox is full (" + messages + " messages)";
        }
        return bytes + outgoing.bytes() > limits.maxBytes()
                ? "its outbox is full (" + bytes + " of " + limits.maxBytes() + " bytes)"
                : null;
    }

    private @Nullable String fullOfReturned(Outgoing outgoing) {
        return returnedBytes + outgoing.bytes() > limits.maxReturnedBytes()
                ? "too much has come back to it (" + returnedBytes + " of " + limits.maxReturnedBytes() + " bytes)"
                : null;
    }

    /** With the lock held. */
    private void count(Outgoing outgoing, int sign) {
        if (outgoing.returned()) {
            returned += sign;
            returnedBytes += (long) sign * outgoing.bytes();
        } else {
            bytes += (long) sign * outgoing.bytes();
        }
    }

    /** Sends one text after the other, in a loop for those whose completion comes at once. */
    private void transmit(Send first) {
        for (Send send = first; send != null; send = next()) {
            try {
                transport.send(send.outgoing.text(), send);
            } catch (RuntimeException e) {
                send.sent(e);
            }
            if (send.leaveToListener()) {
                return;
            }
            settle(send);
        }
    }

    private void settle(Send send) {
        Throwable failure = send.failure;
        boolean last;
        synchronized (this) {
            if (inFlight != send) {
                return; // given up meanwhile, see abandon()
            }
            inFlight = null;
            count(send.outgoing, -1);
            last = closed != null;
        }
        if (failure != null) {
            owner.undelivered(send.outgoing, "sending to it failed");
            owner.sendFailed(failure);
        }
        if (last) {
            owner.drained();
        }
    }

    private @Nullable Send next() {
        synchronized (this) {
            if (inFlight != null || waiting == null || waiting.isEmpty()) {
                return null;
            }
            inFlight = new Send(waiting.remove(), nanoTime.getAsLong());
            return inFlight;
        }
    }

    /** Accepts nothing more and gives back what waits. What is in flight may still arrive. */
    void close(String reason) {
        giveUp(reason, false);
    }

    /** As {@link #close}, and gives up the send in flight too: the transport is gone. */
    void abandon(String reason) {
        giveUp(reason, true);
    }

    private void giveUp(String reason, boolean inFlightToo) {
        List<Outgoing> undelivered = new ArrayList<>();
        synchronized (this) {
            if (closed == null) {
                closed = reason;
            }
            if (inFlightToo && inFlight != null) {
                undelivered.add(inFlight.outgoing);
                inFlight = null;
            }
            if (waiting != null) {
                undelivered.addAll(waiting);
                waiting = null;
            }
            undelivered.forEach(outgoing -> count(outgoing, -1));
        }
        for (Outgoing outgoing : undelivered) {
            owner.undelivered(outgoing, reason);
        }
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
     * One send in flight. The thread that started it and the thread that completes it may be one or two: whoever comes
     * second goes on with the queue.
     */
    private final class Send implements Transport.SendListener {
        private final Outgoing outgoing;
        private final long startedNanos;
        /** Set by whoever comes first: the sender that leaves, or the completion. */
        private final AtomicBoolean met = new AtomicBoolean();
        /** Written by the completing thread before {@link #met}; null if the send went well. */
        private @Nullable Throwable failure;

        Send(Outgoing outgoing, long startedNanos) {
            this.outgoing = outgoing;
            this.startedNanos = startedNanos;
        }

        @Override
        public void sent(@Nullable Throwable failure) {
            this.failure = failure;
            if (met.getAndSet(true)) {
                settle(this);
                Send next = next();
                if (next != null) {
                    transmit(next);
                }
            }
        }

        /** Whether the send has not completed yet, so that its completion carries on. */
        boolean leaveToListener() {
            return !met.getAndSet(true);
        }
    }
}
