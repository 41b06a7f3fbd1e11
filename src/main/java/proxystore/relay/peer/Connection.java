package proxystore.relay.peer;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.auth.Credentials;
import proxystore.relay.config.RelayConfig;
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

    /** What the sender of a message reads that was not sent before the connection's end. */
    private static final String CLOSED = "its connection was closed";

    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    /** What a connection tells the relay's rules. */
    public interface Listener {
        /** A text that was accepted for this connection will not arrive. */
        void undelivered(Outgoing outgoing, String reason);

        /** The connection is no longer open; called once. */
        void ended(Connection connection, String why);
    }

    /** What all connections of one relay share. */
    public record Context(
            ClientRegistry registry,
            Listener listener,
            RelayConfig config,
            Executor background,
            LongSupplier nanoTime) {}

    private final Transport transport;
    private final Credentials credentials;
    private final Context context;
    private final Outbox outbox;
    private final Inbox inbox;
    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

    /** Owned by the handling of this connection's messages; fixed by the first registration. */
    private volatile Generation generation;
    /** Owned by the handling of this connection's messages; null before the first registration. */
    private volatile @Nullable Client client;
    /** When the proof of the client's user expires; null: never. Owned by the handling of this connection's messages. */
    private volatile @Nullable Long expiresNanos;
    /** When the peer last showed a sign of life; written by whichever thread receives. */
    private volatile long heardNanos;
    /** When the state left OPEN; written by the thread that changed it. */
    private volatile long closingNanos;
    /** When the unanswered ping was sent, and the last one that was; owned by the heartbeat. */
    private long pingedNanos;
    /** Whether a ping waits for a sign of life; owned by the heartbeat. */
    private boolean pinged;
    /** Whether the transport was told to cut the connection; owned by the heartbeat. */
    private boolean terminated;

    Connection(Transport transport, Credentials credentials, Generation generation, Context context) {
        this.transport = transport;
        this.credentials = credentials;
        this.generation = generation;
        this.context = context;
        this.outbox = new Outbox(transport, this, context.config().outbox(), context.nanoTime());
        this.inbox = new Inbox(context.config().inboxMessages());
        this.heardNanos = context.nanoTime().getAsLong();
        this.pingedNanos = heardNanos;
    }

    /** A new connection, known to the registry until it ends. */
    public static Connection open(
            Transport transport, Credentials credentials, Generation generation, Context context) {
        Connection connection = new Connection(transport, credentials, generation, context);
        context.registry().opened(connection);
        return connection;
    }

    public boolean isOpen() {
        return state.get() == State.OPEN;
    }

    public Credentials credentials() {
        return credentials;
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
     * Deals with something received, now or after what was received before it.
     *
     * @param handling the stage that it returns completes when the next one may follow
     */
    public void inTurn(Supplier<CompletionStage<Void>> handling) {
        if (isOpen() && !inbox.accept(handling)) {
            close(CloseStatus.TOO_MANY_WAITING);
        }
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
    public @Nullable String send(Outgoing outgoing) {
        return outbox.offer(outgoing);
    }

    /** Closes the connection in the background; the caller waits for nothing. Only the first call counts. */
    public void close(CloseStatus status) {
        if (!state.compareAndSet(State.OPEN, State.CLOSING)) {
            return;
        }
        closingNanos = context.nanoTime().getAsLong();
        inBackground(() -> transport.close(status));
        leave("its connection is being closed", "closed with " + status.code() + " " + status.reason());
    }

    /** The transport's connection is gone: by its peer's close, an error, or our own close. Idempotent. */
    public void closed(String why) {
        State before = state.getAndSet(State.CLOSED);
        if (before == State.OPEN) {
            leave(CLOSED, why);
        }
        if (before != State.CLOSED && outbox.inFlightNanos() == 0) {
            context.registry().closed(this);
        } // else the heartbeat does, when the send in flight has ended or had its time
    }

    /** As {@link #closed}, and gives up a send in flight too: nobody will hear how it ended. */
    public void abandoned(String why) {
        closed(why);
        outbox.abandon(CLOSED);
        context.registry().closed(this);
    }

    private void leave(String reason, String why) {
        inbox.clear();
        context.listener().ended(this, why);
        outbox.close(reason);
    }

    /** Looks after time: pings, and ends what shows no sign of life. Called by the heartbeat's thread only. */
    void tick(long nowNanos) {
        Duration patience = context.config().heartbeat().pongTimeout();
        Long expires = expiresNanos;
        if (expires != null && nowNanos - expires >= 0) {
            close(CloseStatus.forbidden("Token has expired."));
        }
        switch (Objects.requireNonNull(state.get())) {
            case OPEN -> {
                if (outbox.inFlightNanos() > sendTimeout().toNanos()) {
                    end("did not take a message within " + seconds(sendTimeout()));
                } else {
                    beat(nowNanos, patience);
                }
            }
            case CLOSING -> {
                if (nowNanos - closingNanos > patience.toNanos() && !terminated) {
                    terminate();
                }
            }
            case CLOSED -> {
                boolean late = outbox.inFlightNanos() > sendTimeout().toNanos();
                if (late && !terminated) {
                    terminate(); // a container that has closed may still wait for the peer to take it all
                }
                if (late || outbox.inFlightNanos() == 0) {
                    abandoned("its send in flight has ended");
                }
            }
        }
    }

    private Duration sendTimeout() {
        return context.config().outbox().sendTimeout();
    }

    private void beat(long nowNanos, Duration patience) {
        long sinceNanos = nowNanos - pingedNanos;
        pinged &= heardNanos - pingedNanos < 0;
        if (pinged && sinceNanos > patience.toNanos()) {
            end("showed no sign of life within " + seconds(patience) + " after a ping");
        } else if (!pinged
                && sinceNanos >= context.config().heartbeat().pingInterval().toNanos()) {
            pinged = true;
            pingedNanos = nowNanos;
            inBackground(this::ping);
        }
    }

    private void ping() {
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
        if (state.compareAndSet(State.OPEN, State.CLOSING)) {
            closingNanos = context.nanoTime().getAsLong();
            LOGGER.log(Level.WARNING, "Ending the connection of " + this + ": it " + why);
            terminate();
            leave("its connection is dead", why);
        }
    }

    private void terminate() {
        terminated = true;
        inBackground(() -> {
            transport.terminate();
            closed("cut off");
        });
    }

    private void inBackground(Runnable action) {
        try {
            context.background().execute(action);
        } catch (RejectedExecutionException e) { // the relay has stopped, and with it all its connections
            LOGGER.log(Level.DEBUG, () -> "Too late for " + this);
        }
    }

    @Override
    public void undelivered(Outgoing outgoing, String reason) {
        context.listener().undelivered(outgoing, reason);
    }

    @Override
    public void sendFailed(Throwable failure) {
        LOGGER.log(Level.DEBUG, () -> "Sending to " + this + " failed: " + failure);
        close(CloseStatus.INTERNAL_ERROR);
    }

    /** As logs show it: the registered client and its address, or the address alone. */
    @Override
    public String toString() {
        Client registered = client;
        return registered == null ? remoteAddress() : registered + " at " + remoteAddress();
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }
}
