package proxystore.relay;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import proxystore.relay.config.ShutdownConfig;
import proxystore.relay.log.LogText;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.peer.ClientRegistry;
import proxystore.relay.peer.Connection;

/**
 * Closes the connections of a relay that stops, with 1001 and at an even pace. A connection to which a message is being sent is
 * closed when the message has left, or when half of the time for the end is over.
 *
 * <p>Used once, by the stopping thread.
 */
final class Drain {
    /** A relay with few connections closes at least this number of them in a second. */
    static final int MIN_PER_SECOND = 250;

    private static final long STEP_MS = 10;

    private static final long INTERRUPTED_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ClientRegistry registry;
    private final List<Connection> connections;
    private final long startNanos = System.nanoTime();
    /** The time over which the closes are spread. */
    private final long spreadNanos;

    private final long timeoutNanos;
    /** Those whose turn has come while a message was being sent to them. */
    private final Deque<Connection> busy = new ArrayDeque<>();

    /** The number of connections whose turn has come. */
    private int next;

    /** Begins now. */
    Drain(ClientRegistry registry, ShutdownConfig limits) {
        this.registry = registry;
        this.connections = List.copyOf(registry.connections());
        this.spreadNanos =
                Math.min(limits.drain().toNanos(), TimeUnit.SECONDS.toNanos(connections.size()) / MIN_PER_SECOND);
        this.timeoutNanos = limits.timeout().toNanos();
    }

    /** As the log shows it: the number of connections and the times. */
    @Override
    public String toString() {
        return "closing " + connections.size() + " connections within " + LogText.of(Duration.ofNanos(spreadNanos))
                + ", waiting up to " + LogText.of(Duration.ofNanos(timeoutNanos)) + " for their end";
    }

    /** When the connections must have ended, by {@link System#nanoTime}. */
    long deadlineNanos() {
        return startNanos + spreadNanos + timeoutNanos;
    }

    /** Closes all connections; those that are left at once if the thread is interrupted. */
    void close() {
        try {
            while (!closeDue(System.nanoTime() - startNanos)) {
                TimeUnit.MILLISECONDS.sleep(STEP_MS);
            }
        } catch (InterruptedException e) {
            closeDue(Long.MAX_VALUE);
            Thread.currentThread().interrupt();
        }
    }

    /** Closes the connections whose turn has come; returns whether that was the last. */
    private boolean closeDue(long elapsedNanos) {
        boolean late = elapsedNanos >= spreadNanos + timeoutNanos / 2;
        busy.removeIf(connection -> closed(connection, late));
        int due = due(elapsedNanos);
        for (; next < due; next++) {
            if (!closed(connections.get(next), late)) {
                busy.add(connections.get(next));
            }
        }
        return next == connections.size() && busy.isEmpty();
    }

    private int due(long elapsedNanos) {
        return elapsedNanos >= spreadNanos
                ? connections.size()
                : (int) (connections.size() * (double) elapsedNanos / spreadNanos);
    }

    /**
     * Waits until the background tasks, the connections and the handshakes have ended, or the deadline. If the thread was
     * interrupted before, it waits {@link #INTERRUPTED_NANOS} at most, which the closes need to be sent; an interrupt meanwhile
     * ends the wait.
     */
    void awaitEnd(RelayThreads threads, BooleanSupplier handshakesEnded) {
        boolean interrupted = Thread.interrupted();
        long nowNanos = System.nanoTime();
        long patienceNanos = deadlineNanos() - nowNanos;
        long endNanos = nowNanos + (interrupted ? Math.min(INTERRUPTED_NANOS, patienceNanos) : patienceNanos);
        try {
            boolean sent = threads.awaitBackground(endNanos);
            while (sent
                    && !(registry.connections().isEmpty() && handshakesEnded.getAsBoolean())
                    && System.nanoTime() - endNanos < 0) {
                TimeUnit.MILLISECONDS.sleep(STEP_MS);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The result after {@link #awaitEnd}.
     *
     * @param cutSockets the number of sockets that were cut or have not ended, whose connections may have
     */
    Drained result(int cutSockets) {
        int cut = registry.connections().size()
                + (int) connections.stream().filter(Connection::wasCut).count();
        int most = Math.max(cut, cutSockets);
        return new Drained(Math.max(0, connections.size() - most), most);
    }

    private static boolean closed(Connection connection, boolean late) {
        boolean closes = late || connection.isIdle();
        if (closes) {
            connection.close(CloseStatus.RELAY_STOPS);
        }
        return closes;
    }
}
