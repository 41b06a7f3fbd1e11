package proxystore.relay.peer;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import proxystore.relay.events.Refusal;
import proxystore.relay.log.LogSubject;
import proxystore.relay.message.CloseStatus;

/**
 * The half of a {@link Connection} that sends and ends it. {@link #close} makes its state CLOSING, and {@link #closed} CLOSED:
 * its transport reports the end. A connection that does not get from CLOSING to CLOSED in time is cut off. Any thread sends and
 * closes.
 */
abstract class ConnectionLifecycle extends ConnectionState implements ClientConnection, LogSubject {
    /** Named after the connection: the log shows one class for both halves. */
    static final Logger LOGGER = System.getLogger("proxystore.relay.peer.Connection");

    /** The reason that the sender of a message reads that was not sent before the connection's end. */
    private static final String CLOSED = "its connection was closed";

    final Transport transport;
    final ConnectionContext context;
    private final Outbox outbox;
    private final Admission admission;
    private final Watchdog watchdog;
    private final ConnectionLog log;

    /** The time of the peer's last activity; written by the receiving threads. */
    private volatile long aliveNanos;
    /** Written by the thread that closes, or on which the transport reports the close. */
    private volatile boolean endedNormally;
    /** Whether the heartbeat has cut the connection; written by the thread that cuts. */
    private volatile boolean cut;
    /** The code of the close; 0 while the connection is open. Written by the thread that has changed the state from OPEN. */
    private volatile int closeCode;

    ConnectionLifecycle(Transport transport, ConnectionContext context) {
        this.transport = transport;
        this.context = context;
        this.outbox = new Outbox(
                transport, new OutboxReports(), context.config().outbox(), context.budget(), context.nanoTime());
        this.admission =
                new Admission(context.config(), context.admission(), transport.remoteAddress(), context.nanoTime());
        this.log = new ConnectionLog(
                this,
                context.config().logging().maxWarnings(),
                context.nanoTime(),
                admission::takeLogLine,
                context.events());
        this.watchdog = new Watchdog(transport, outbox, admission, context, new WatchedConnection());
        this.aliveNanos = context.nanoTime().getAsLong();
    }

    /** The connection is no longer open; called once, by the thread that has changed the state. */
    abstract void detached(String why);

    /** The transport is closed and no send is in flight; may be called more than once. */
    abstract void gone();

    @Override
    public String remoteAddress() {
        return transport.remoteAddress();
    }

    /** The number of messages to the peer that the kernel has taken. */
    public long sentMessages() {
        return outbox.sentMessages();
    }

    /** The bytes of UTF-8 of the messages to the peer that wait or are being sent. */
    public long queuedBytes() {
        return outbox.queuedBytes();
    }

    /** Whether no message to the peer waits or is being sent. */
    public boolean isIdle() {
        return outbox.isIdle();
    }

    /** Whether the relay has cut the connection because its peer did not answer, read or close in time. */
    public boolean wasCut() {
        return cut;
    }

    /** The limits of this connection's messages and times. */
    public Admission admission() {
        return admission;
    }

    /** The code with which the connection was closed; 0 while it is open. */
    int closeCode() {
        return closeCode;
    }

    @Override
    public ConnectionLog log() {
        return log;
    }

    /** Has the connection closed after this duration: the token of its client's user has expired then. */
    public void expireAfter(Duration remaining) {
        watchdog.expireAfter(remaining);
    }

    /** Bytes have arrived from the peer: a message, a part of one, a ping or a pong. */
    public void markAlive() {
        aliveNanos = context.nanoTime().getAsLong();
    }

    /** When bytes last arrived from the peer, by the relay's clock, in nanoseconds. */
    public long aliveNanos() {
        return aliveNanos;
    }

    /** The transport has answered a ping of the peer. Called by the receiving thread, after {@link #markAlive} for the ping. */
    public void pingAnswered() {
        outbox.pongSent(aliveNanos);
    }

    /** A pong has arrived. */
    public void receivePong() {
        markAlive();
        watchdog.pongReceived(aliveNanos);
    }

    @Override
    public @Nullable String send(OutboundMessage outbound) {
        return outbox.offer(outbound);
    }

    /** Closes the connection, on a background thread unless its container needs otherwise. Only the first call counts. */
    @Override
    public void close(CloseStatus status) {
        endedNormally |= status.equals(CloseStatus.RELAY_STOPS);
        if (beginClose(ConnectionEnd.byFrame(status.code(), status.reason())) && !transport.closeWhileReading(status)) {
            closeInBackground(status);
        }
    }

    /**
     * Whether the calling thread is the one that closes. Detaches first: the close of the transport might fail waiting
     * messages one by one.
     */
    private boolean beginClose(ConnectionEnd end) {
        boolean begun = tryBeginClose(context.nanoTime().getAsLong());
        if (begun) {
            detach("its connection is being closed", end);
        }
        return begun;
    }

    private void closeInBackground(CloseStatus status) {
        context.inBackground(this, () -> transport.close(status));
    }

    /** The transport is closed: by the peer, by an error, or by the relay's close. Idempotent. */
    public void closed(String why) {
        transportClosed(ConnectionEnd.abnormal(why));
    }

    /** As {@link #closed(String)}, after a close frame with this code and reason; 1006 (RFC 6455, 7.1.5) without one. */
    public void closed(int code, @Nullable String reason) {
        ConnectionEnd end = ConnectionEnd.byFrame(code, reason);
        endedNormally = end.isNormal();
        transportClosed(end);
    }

    private void transportClosed(ConnectionEnd end) {
        State before = end();
        if (before == State.OPEN) {
            detach(CLOSED, end);
        }
        if (before != State.CLOSED && outbox.inFlightNanos() == 0) {
            gone();
        } // else the end of the send in flight, or the heartbeat when that send is overdue
    }

    /** As {@link #closed(String)}, and abandons the send in flight: its end will not be reported. */
    public void abandoned(String why) {
        closed(why);
        outbox.abandon(CLOSED);
        gone();
    }

    @Override
    public boolean endedNormally() {
        return endedNormally;
    }

    /** Ends what an open connection takes part in. Called once, by the thread that has changed the state from OPEN. */
    private void detach(String reason, ConnectionEnd end) {
        closeCode = end.code();
        context.events().closed(end.code(), this, end.why());
        detached(end.why());
        outbox.close(reason);
    }

    /** Checks the times of this connection. Called by the heartbeat's thread only. */
    void tick(RunningTime time) {
        switch (state()) {
            case OPEN -> watchdog.watchOpen(time, aliveNanos);
            case CLOSING -> watchdog.watchClosing(time, closingNanos());
            case CLOSED -> watchdog.watchClosed(time);
        }
    }

    private final class OutboxReports implements Outbox.Owner {
        @Override
        public void sending(OutboundMessage outbound, long nowNanos) {
            if (outbound.sender() != null) {
                context.events().sending(nowNanos - outbound.receivedNanos());
            }
        }

        @Override
        public void undelivered(OutboundMessage outbound, String reason) {
            context.undelivered().add(outbound, reason);
        }

        @Override
        public void uncertain(OutboundMessage outbound) {
            if (outbound.sender() != null) {
                context.events().uncertain();
                log.warn(
                        LOGGER,
                        () -> "A message to " + ConnectionLifecycle.this
                                + " is not returned: its connection ended while it was being sent, and it"
                                + " may have arrived");
            }
        }

        @Override
        public void sendFailed(Throwable failure) {
            CloseStatus status = CloseStatus.NO_SIGN_OF_LIFE;
            if (beginClose(new ConnectionEnd(status.code(), "sending to it failed: " + failure))) {
                closeInBackground(status); // a close on this thread would wait for the send that has just failed
            }
        }

        @Override
        public void drained() {
            if (state() == State.CLOSED) {
                gone();
            }
        }
    }

    private final class WatchedConnection implements Watchdog.WatchedOwner {
        @Override
        public boolean isOpen() {
            return ConnectionLifecycle.this.isOpen();
        }

        @Override
        public void markAlive() {
            ConnectionLifecycle.this.markAlive();
        }

        @Override
        public void close(CloseStatus status) {
            ConnectionLifecycle.this.close(status);
        }

        @Override
        public void closeOverdue(CloseStatus status) {
            log.log(LOGGER, Level.WARNING, () -> "Closing " + this + ": " + status.reason());
            context.events().refused(Refusal.TOO_SLOW, ConnectionLifecycle.this);
            close(status);
        }

        @Override
        public boolean cutOff(String why) {
            boolean begun = tryBeginClose(context.nanoTime().getAsLong());
            if (begun) {
                log.log(LOGGER, Level.WARNING, () -> "Ending the connection of " + this + ": it " + why);
                detach("its connection is dead", ConnectionEnd.abnormal(why));
            }
            return begun;
        }

        @Override
        public void cut() {
            cut = true;
            closed("cut off");
        }

        @Override
        public void abandoned(String why) {
            ConnectionLifecycle.this.abandoned(why);
        }

        @Override
        public String toString() {
            return ConnectionLifecycle.this.toString();
        }
    }
}
