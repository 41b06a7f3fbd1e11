package proxystore.relay.scenario;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One message of a {@link Ledger} and what became of it. Guarded by the ledger, except for the final fields. */
final class LedgerMessage {
    final int number;
    final LedgerConnection sender;
    final UUID source;
    final UUID destination;
    /** Characters. */
    final int size;
    /** Events of the ledger before it. */
    final long sentAt;
    /** The connection that received it; null if none did. */
    @Nullable
    LedgerConnection receiver;
    /** Why it was returned; null if it was not. */
    @Nullable
    String error;

    LedgerMessage(int number, LedgerConnection sender, UUID source, UUID destination, int size, long sentAt) {
        this.number = number;
        this.sender = sender;
        this.source = source;
        this.destination = destination;
        this.size = size;
        this.sentAt = sentAt;
    }

    boolean isSettled() {
        return receiver != null || error != null;
    }

    @Override
    public String toString() {
        return "message " + number + " of " + sender + " to " + destination;
    }
}
