package proxystore.relay.peer;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.auth.Credentials;
import proxystore.relay.auth.Identification;
import proxystore.relay.log.FailureLog;
import proxystore.relay.log.LogText;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Generation;

/**
 * One open WebSocket: its generation, its registration, its inbox and outbox. It is OPEN until somebody closes it
 * ({@link #close}: CLOSING, nothing is sent any more but the close frame) or its transport reports the end
 * ({@link #closed}: CLOSED). A connection that does not get from CLOSING to CLOSED in time is cut off.
 *
 * <p>Messages of one connection are dealt with one after the other; other threads send, close and look.
 */
public final class Connection implements Outbox.Owner {
    private static final Logger LOGGER = System.getLogger(Connection.class.getName());

    private static final int NORMAL_CLOSURE = 1000;
    private static final int GOING_AWAY = 1001;

    /** What the sender of a message reads that was not sent before the connection's end. */
    private static final String CLOSED = "its connection was closed";

    private static final AtomicReferenceFieldUpdater<Connection, State> STATE =
            AtomicReferenceFieldUpdater.newUpdater(Connection.class, State.class, "state");

    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    /** What a connection tells the relay's rules. */
    public interface Listener {
        /** A text that was accepted for this connection will not arrive. */
        void undelivered(OutboundMessage outgoing, String reason);

        /** The connection is no longer open; called once. */
        void ended(Connection connection, String why);
    }

    /** Its place in the order in which the relay's connections opened. */
    private final long number;

    private final Transport transport;
    private final Identification identification;
    private final ConnectionContext context;
    private final Outbox outbox;
    private final Inbox inbox;
    private final Admission admission;
    private final KeepAlive pings;
    private final RateLimitedWarnings warnings;
    /** In the connection itself, as what every message looks at should be: see {@link Outbox}. */
    private volatile State state = State.OPEN;

    /** Owned by the handling of this connection's messages; fixed by the first registration. */
    private volatile Generation generation;
    /** Owned by the handling of this connection's messages; null before the first registration. */
    private volatile @Nullable Client client;
    /** When the proof of the client's user expires; null: never. Owned by the handling of this connection's messages. */
    private volatile @Nullable Long expiresNanos;
    /** When the peer last showed a sign of life; written by whichever thread receives. */
    private volatile long heardNanos;
    /** When the state left OPEN; written by whoever is about to change it. */
    private volatile long closingNanos;
    /** Whether the address of the peer may have this connection; set once, by the thread that opens it. */
    private boolean admitted;
    /** Written by the thread that closes, or on which the transport reports the close. */
    private volatile boolean endedNormally;
    /** Whether the transport was told to cut the connection; owned by the heartbeat. */
    private boolean terminated;

    Connection(Transport transport, Credentials credentials, Generation generation, ConnectionContext context) {
        this.number = context.registry().nextNumber();
        this.transport = transport;
        this.identification = new Identification(credentials);
        this.generation = generation;
        this.context = context;
        this.outbox = new Outbox(transport, this, context.config().outbox(), context.budget(), context.nanoTime());
        this.inbox = new Inbox(context.config().inbox(), this::notProcessed);
        this.warnings = new RateLimitedWarnings(this, context.config().logging().maxWarnings(), context.nanoTime());
        this.admission = new Admission(context.config(), context.nanoTime());
        this.heardNanos = context.nanoTime().getAsLong();
        this.pings = new KeepAlive(context.config().heartbeat(), heardNanos);
    }

    /** A new connection, known to the registry until it ends. */
    public static Connection open(
            Transport transport, Credentials credentials, Generation generation, ConnectionContext context) {
        Connection connection = new Connection(transport, credentials, generation, context);
        connection.admitted = context.registry().opened(connection);
        return connection;
    }

    public boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether the address of the peer may have this connection besides its others. Called by the opening thread. */
    public boolean isAdmitted() {
        return admitted;
    }

    /** See {@link Transport#whenGone}. */
    void whenGone(Runnable task) {
        transport.whenGone(task);
    }

    /** Whether this connection opened after the other one. */
    public boolean isNewerThan(Connection other) {
        return number > other.number;
    }

    public Identification identification() {
        return identification;
    }

    public Generation generation() {
        return generation;
    }

    /** The registration; null before the first. */
    public @Nullable Client client() {
        return client;
    }

    public String remoteAddress() {
        return transport.remoteAddress();
    }

    /** What this connection may hold, and until when. */
    public Admission admission() {
        return admission;
    }

    /** Where warnings about this connection go. */
    public RateLimitedWarnings warnings() {
        return warnings;
    }

    /** Takes note of a registration, before the registry does; the first one fixes the generation. */
    public void register(@Nullable Client client, Generation generation) {
        this.generation = generation;
        this.client = client;
    }

    /** Closes the connection after so long: then the proof of its client's user has expired. */
    public void expireAfter(Duration remaining) {
        expiresNanos = context.nanoTime().getAsLong() + remaining.toNanos();
    }

    /**
     * Processes something received, now or after what was received before it. If that throws, or its stage fails, the
     * connection is closed with 1011, on whichever thread it happens.
     *
     * @param bytes what waiting keeps in memory, in bytes of UTF-8
     * @param handling the stage that it returns completes when the next one may follow
     */
    public void inTurn(int bytes, Supplier<CompletionStage<Void>> handling) {
        if (isOpen() && !inbox.accept(bytes, handling)) {
            LOGGER.log(Level.WARNING, () -> "Closing " + this + ": it sent too much before its user was known (inbox)");
            close(CloseStatus.TOO_MANY_WAITING);
        }
    }

    /**
     * Processes something received that closes the connection, in its turn. What is received after it is dropped, so that
     * nothing else can close the connection before.
     */
    public void lastInTurn(Runnable closing) {
        if (isOpen()) {
            inbox.acceptLast(closing);
        }
    }

    private void notProcessed(Throwable failure) {
        FailureLog.error(LOGGER, this, ": a message of it could not be processed", failure);
        close(CloseStatus.INTERNAL_ERROR);
    }

    /** The peer showed a sign of life: a message, a ping or a pong. */
    public void heard() {
        heardNanos = context.nanoTime().getAsLong();
    }

    /**
     * Sends a text, now or in its turn.
     *
     * @return null if it was accepted, else why not; then the text is the caller's again
     */
    public @Nullable String send(OutboundMessage outgoing) {
        return outbox.offer(outgoing);
    }

    /** Closes the connection, in the background unless its container needs otherwise. Only the first call counts. */
    public void close(CloseStatus status) {
        endedNormally |= status.equals(CloseStatus.RELAY_STOPS);
        if (leavesToClose(ending(status.code(), status.reason())) && !transport.closeWhileReading(status)) {
            closeInBackground(status);
        }
    }

    /** Whether the caller is the one that closes. Messages are returned before the close, which might fail them one by one. */
    private boolean leavesToClose(String why) {
        boolean begins = begins();
        if (begins) {
            leave("its connection is being closed", why);
        }
        return begins;
    }

    private void closeInBackground(CloseStatus status) {
        context.inBackground(this, () -> transport.close(status));
    }

    /** Whether the caller is the one that closes; the time is taken first, or the heartbeat might find none. */
    private boolean begins() {
        if (!isOpen()) {
            return false;
        }
        closingNanos = context.nanoTime().getAsLong();
        return STATE.compareAndSet(this, State.OPEN, State.CLOSING);
    }

    /** The transport's connection is gone: by its peer's close, an error, or our own close. Idempotent. */
    public void closed(String why) {
        State before = STATE.getAndSet(this, State.CLOSED);
        if (before == State.OPEN) {
            leave(CLOSED, why);
        }
        if (before != State.CLOSED && outbox.inFlightNanos() == 0) {
            context.registry().closed(this);
        } // else whoever ends the send in flight, or the heartbeat when that has had its time
    }

    @Override
    public void drained() {
        if (state == State.CLOSED) {
            context.registry().closed(this);
        }
    }

    /** As {@link #closed}, and abandons the send in flight too: no thread will report how it ended. */
    public void abandoned(String why) {
        closed(why);
        outbox.abandon(CLOSED);
        context.registry().closed(this);
    }

    /** As {@link #closed(String)}, after a close frame with this code and reason; 1006 (RFC 6455, 7.1.5) without one. */
    public void closed(int code, @Nullable String reason) {
        endedNormally = code == NORMAL_CLOSURE || code == GOING_AWAY;
        closed(ending(code, reason));
    }

    private static String ending(int code, @Nullable String reason) {
        return "closed with " + code + (reason == null || reason.isEmpty() ? "" : " " + reason);
    }

    /** Whether the peer closed with 1000 or 1001, or the relay stops; known when {@link Listener#ended} is called. */
    public boolean endedNormally() {
        return endedNormally;
    }

    private void leave(String reason, String why) {
        inbox.clear();
        context.listener().ended(this, why);
        outbox.close(reason);
    }

    /** Looks after time: pings, and ends what shows no sign of life. Called by the heartbeat's thread only. */
    void tick(RunningTime time) {
        Long expires = expiresNanos;
        if (expires != null && time.nowNanos() - expires >= 0) {
            close(CloseStatus.forbidden("Token has expired."));
        }
        switch (state) {
            case OPEN -> {
                if (outbox.isOverdue(time)) {
                    end("did not take a message within "
                            + LogText.of(context.config().outbox().sendTimeout()));
                } else if (!closesIfOverdue(time)) {
                    beat(pings.due(time, heardNanos));
                }
            }
            case CLOSING -> {
                long patienceNanos = context.config().heartbeat().pongTimeout().toNanos();
                if (time.sinceNanos(closingNanos) > patienceNanos && !terminated) {
                    terminate();
                }
            }
            case CLOSED -> {
                boolean late = outbox.isOverdue(time);
                if (late && !terminated) {
                    terminate(); // a container that has closed may still wait for the peer to take it all
                }
                if (late || outbox.inFlightNanos() == 0) {
                    abandoned("its send in flight has ended");
                }
            }
        }
    }

    private boolean closesIfOverdue(RunningTime time) {
        CloseStatus status = admission.overdue(time);
        if (status == null) {
            return false;
        }
        LOGGER.log(Level.WARNING, () -> "Closing " + this + ": " + status.reason());
        close(status);
        return true;
    }

    private void beat(KeepAlive.Due due) {
        if (due == KeepAlive.Due.END) {
            Duration patience = context.config().heartbeat().pongTimeout();
            end("showed no sign of life within " + LogText.of(patience) + " after a ping");
        } else if (due == KeepAlive.Due.PING && !context.inBackground(this, this::ping)) {
            pings.givesUp();
        }
    }

    private void ping() {
        pings.sends(context.nanoTime().getAsLong());
        if (outbox.inFlightNanos() > 0) {
            heard(); // the send shows by itself whether the peer is there, and a ping might block behind it
        } else if (isOpen()) {
            try {
                transport.ping();
            } catch (IOException | RuntimeException e) {
                LOGGER.log(Level.DEBUG, () -> "Ping to " + this + " failed: " + e);
            }
        }
    }

    /** Ends a connection that cannot be closed politely: nobody is there to answer. */
    private void end(String why) {
        if (begins()) {
            LOGGER.log(Level.WARNING, "Ending the connection of " + this + ": it " + why);
            leave("its connection is dead", why);
            terminate();
        }
    }

    private void terminate() {
        terminated = context.inBackground(this, () -> {
            transport.terminate();
            closed("cut off");
        });
    }

    @Override
    public void undelivered(OutboundMessage outgoing, String reason) {
        context.listener().undelivered(outgoing, reason);
    }

    @Override
    public void uncertain(OutboundMessage outgoing) {
        if (outgoing.sender() != null) {
            warnings.log(
                    LOGGER,
                    () -> "A message to " + this
                            + " is not returned: its connection ended while it was being sent, and it"
                            + " may have arrived");
        }
    }

    @Override
    public void sendFailed(Throwable failure) {
        if (leavesToClose("sending to it failed: " + failure)) {
            closeInBackground(CloseStatus.NO_SIGN_OF_LIFE); // a close waits for the send that has just failed
        }
    }

    /** As logs show it: the registered client and its address, or the address alone. */
    @Override
    public String toString() {
        Client registered = client;
        return registered == null ? remoteAddress() : registered + " at " + remoteAddress();
    }
}
