package proxystore.relay.peer;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import proxystore.relay.log.LogText;
import proxystore.relay.message.CloseStatus;

/**
 * Watches the times of one connection: pings it, closes it when its token expires or its client is too slow, and cuts it
 * off when its peer does not answer, does not read or does not finish the close. Owned by the heartbeat's thread, except
 * for the methods that say otherwise.
 */
final class Watchdog {
    private static final Logger LOGGER = System.getLogger(Watchdog.class.getName());

    /** The connection, as its watchdog acts on it. Logs name it by {@link Object#toString}. */
    interface WatchedOwner {
        boolean isOpen();

        void markAlive();

        void close(CloseStatus status);

        /** Logs why a client was too slow, and closes the connection. */
        void closeOverdue(CloseStatus status);

        /**
         * Begins to end a connection whose peer cannot answer a close.
         *
         * @param why completes the sentence "it …"
         * @return whether the connection was open; then the caller cuts it
         */
        boolean cutOff(String why);

        /** The transport has cut the connection. */
        void cut();

        /** No send is in flight any more, or its end will not be reported. */
        void abandoned(String why);
    }

    private final Transport transport;
    private final Outbox outbox;
    private final Admission admission;
    private final ConnectionContext context;
    private final WatchedOwner owner;
    private final KeepAlive keepAlive;
    /** When the token of the client's user expires; null for never. Written by the thread that handles a registration. */
    private volatile @Nullable Long expiresNanos;
    /** Whether the transport was asked to cut the connection. */
    private boolean terminated;
    /** When the last ping was sent; written by the thread that sends it, before {@link #pongAwaited}. */
    private volatile long pingSentNanos;
    /** Whether no pong has arrived since the last ping; cleared by the receiving thread. */
    private volatile boolean pongAwaited;

    Watchdog(Transport transport, Outbox outbox, Admission admission, ConnectionContext context, WatchedOwner owner) {
        this.transport = transport;
        this.outbox = outbox;
        this.admission = admission;
        this.context = context;
        this.owner = owner;
        this.keepAlive =
                new KeepAlive(context.config().heartbeat(), context.nanoTime().getAsLong());
    }

    /** Has the connection closed after this duration. Called by the thread that handles a registration. */
    void expireAfter(Duration remaining) {
        expiresNanos = context.nanoTime().getAsLong() + remaining.toNanos();
    }

    /** A pong has arrived. Called by the receiving thread. */
    void pongReceived(long nowNanos) {
        if (pongAwaited) {
            pongAwaited = false;
            context.events().pingAnswered(nowNanos - pingSentNanos);
        }
    }

    /**
     * Watches an open connection.
     *
     * @param aliveNanos the time of the last activity of the peer
     */
    void watchOpen(RunningTime time, long aliveNanos) {
        Long expires = expiresNanos;
        if (expires != null && time.nowNanos() - expires >= 0) {
            owner.close(CloseStatus.forbidden("Token has expired."));
            return;
        }
        if (outbox.isOverdue(time)) {
            cutOff("did not take a message within " + LogText.of(outbox.sendTimeout()));
            return;
        }
        boolean suspended = transport.isReadingSuspended();
        if (suspended) {
            admission.readingSuspended(time);
        }
        CloseStatus overdue = admission.overdue(time);
        if (overdue != null) {
            owner.closeOverdue(overdue);
        } else {
            onKeepAlive(keepAlive.due(time, suspended ? time.nowNanos() : aliveNanos, outbox.sentNanos()));
        }
    }

    private void onKeepAlive(KeepAlive.Due due) {
        if (due == KeepAlive.Due.END) {
            Duration patience = context.config().heartbeat().pongTimeout();
            cutOff("showed no sign of life within " + LogText.of(patience) + " after a ping");
        } else if (due == KeepAlive.Due.PING) {
            if (transport.pingsAtOnce()) {
                ping();
            } else if (!context.inBackground(owner, this::ping)) {
                keepAlive.pingSkipped();
            }
        }
    }

    /** Runs on a background thread if a ping may block. */
    private void ping() {
        long nowNanos = context.nanoTime().getAsLong();
        keepAlive.pingSent(nowNanos);
        if (outbox.inFlightNanos() > 0) {
            owner.markAlive(); // the send itself shows whether the peer reads, and a ping might block behind it
        } else if (owner.isOpen()) {
            pingSentNanos = nowNanos;
            pongAwaited = true;
            try {
                transport.ping();
            } catch (IOException | RuntimeException e) {
                LOGGER.log(Level.DEBUG, () -> "Ping to " + owner + " failed: " + e);
            }
        }
    }

    /**
     * Watches a connection whose close has begun.
     *
     * @param closingNanos the time at which it began
     */
    void watchClosing(RunningTime time, long closingNanos) {
        long patienceNanos = context.config().heartbeat().pongTimeout().toNanos();
        if (time.sinceNanos(closingNanos) > patienceNanos && !terminated) {
            terminate();
        }
    }

    /** Watches the send in flight of a connection that is closed. */
    void watchClosed(RunningTime time) {
        boolean late = outbox.isOverdue(time);
        if (late && !terminated) {
            terminate(); // a container that has closed may still wait for the peer to read everything
        }
        if (late || outbox.inFlightNanos() == 0) {
            owner.abandoned("its send in flight has ended");
        }
    }

    private void cutOff(String why) {
        if (owner.cutOff(why)) {
            terminate();
        }
    }

    private void terminate() {
        terminated = context.inBackground(owner, () -> {
            transport.terminate();
            owner.cut();
        });
    }
}
