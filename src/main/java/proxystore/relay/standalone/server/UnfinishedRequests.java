package proxystore.relay.standalone.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import org.glassfish.grizzly.CloseListener;
import org.glassfish.grizzly.CloseType;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;
import proxystore.relay.peer.ReceivedBudget;

/**
 * Limits the memory of what all connections have sent before their request was complete: heads, and records and handshakes of
 * TLS. Counts the bytes as they arrive. The budget is not that of unfinished messages: strangers cannot make the relay close
 * connections of clients.
 *
 * <p>The first bytes of each connection do not count, so that connections of stock endpoints are never refused.
 */
final class UnfinishedRequests {
    /** Bytes that do not count. A TLS handshake and a request with a token of 2,000 characters are shorter. */
    static final int UNCOUNTED_BYTES = 4096;

    /** What Grizzly keeps for each read besides the bytes: a buffer, and its place among those of the connection. */
    private static final int READ_BYTES = 64;

    private static final Attribute<Received> RECEIVED =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute(UnfinishedRequests.class.getName());

    private final ReceivedBudget budget;

    UnfinishedRequests(ReceivedBudget budget) {
        this.budget = budget;
    }

    /**
     * Counts bytes of an unfinished request. Called by the selector thread of the connection.
     *
     * @return whether there is room; if not, the connection must be closed
     */
    boolean grows(Connection<?> connection, int bytes) {
        Received received = RECEIVED.get(connection);
        if (received == null) {
            received = new Received();
            RECEIVED.set(connection, received);
        }
        return received.grows(connection, bytes + READ_BYTES);
    }

    /** The request is complete. Called by the selector thread of the connection, which reads no further request. */
    static void complete(Connection<?> connection) {
        Received received = RECEIVED.remove(connection);
        if (received != null) {
            received.end();
        }
    }

    /** What one connection has sent. */
    private final class Received {
        /** Owned by the selector thread. */
        private long bytes;

        @GuardedBy("this")
        private long counted;
        /** Whether the request is complete or the connection closed. */
        @GuardedBy("this")
        private boolean ended;

        boolean grows(Connection<?> connection, int more) {
            boolean first = bytes <= UNCOUNTED_BYTES;
            bytes += more;
            if (bytes <= UNCOUNTED_BYTES) {
                return true;
            }
            if (first) {
                // Called at once if the connection has closed in the meantime.
                CloseListener<Connection<?>, CloseType> release = (closed, type) -> end();
                connection.addCloseListener(release);
            }
            return count(first ? bytes - UNCOUNTED_BYTES : more);
        }

        private synchronized boolean count(long more) {
            if (ended) {
                return true;
            }
            if (!budget.reserve(more)) {
                return false;
            }
            counted += more;
            return true;
        }

        /** Called by the thread that closes the connection, too. */
        synchronized void end() {
            ended = true;
            budget.release(counted);
            counted = 0;
        }
    }
}
