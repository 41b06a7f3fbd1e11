package proxystore.relay.peer;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * Whether a connection is OPEN, CLOSING (only the close frame is still sent) or CLOSED (its transport has reported the end).
 * The state never goes back. It is a superclass and not a field, because every message reads the state: with many connections
 * each extra object of a message is a cache miss.
 */
abstract class ConnectionState {
    enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    private static final AtomicReferenceFieldUpdater<ConnectionState, State> STATE =
            AtomicReferenceFieldUpdater.newUpdater(ConnectionState.class, State.class, "state");

    private volatile State state = State.OPEN;
    /** The time at which the state left OPEN; written by the thread that is about to change it. */
    private volatile long closingNanos;

    final State state() {
        return state;
    }

    public final boolean isOpen() {
        return state == State.OPEN;
    }

    /** When the closing began, by the relay's clock, in nanoseconds; without meaning while the state is OPEN. */
    final long closingNanos() {
        return closingNanos;
    }

    /** Whether the calling thread is the one that closes. The time is set first: the heartbeat reads it after the state. */
    final boolean tryBeginClose(long nowNanos) {
        if (!isOpen()) {
            return false;
        }
        closingNanos = nowNanos;
        return STATE.compareAndSet(this, State.OPEN, State.CLOSING);
    }

    /** Makes the state CLOSED, and returns the one before. */
    final State end() {
        return STATE.getAndSet(this, State.CLOSED);
    }
}
