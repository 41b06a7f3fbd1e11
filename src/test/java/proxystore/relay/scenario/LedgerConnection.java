package proxystore.relay.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link Ledger}: what its client did and received. Guarded by the ledger, except for the final fields. */
final class LedgerConnection {
    /** Of {@link #closeCode}: none. */
    static final int OPEN = 0;

    final int number;
    final String client;
    /** The address and port from which the relay sees it. */
    final String address;

    final ClientGeneration generation;
    /** The uuids that it has asked for and that the relay may have given to it, the current one last. */
    final List<UUID> claims = new ArrayList<>();
    /** The close codes with which the relay may answer what the client did. */
    final Set<Integer> permitted = new HashSet<>();
    /** By sender, the number of the last message that was received. */
    final Map<LedgerConnection, Integer> lastFrom = new HashMap<>();

    /** The number of the last message of this connection that was delivered or returned; -1 if none was. */
    int lastSettled = -1;

    int registrations;
    int answers;
    /** Messages sent before any registration, and how many of them the relay has refused. */
    int strays;

    int refusals;
    /** When the relay first answered a registration; 0 if it has not. */
    long acceptedAt;
    /** Messages to it that the relay has reported as uncertain: they were being sent when it ended. */
    int uncertain;
    /** Whether it has stopped reading, or read slowly, for some time. */
    boolean slow;

    LedgerDeparture departure = LedgerDeparture.NONE;
    /** Of the relay's close frame. */
    int closeCode = OPEN;
    /** When nothing more could arrive; 0 while the connection stands. */
    long endedAt;

    LedgerConnection(int number, String client, String address, ClientGeneration generation) {
        this.number = number;
        this.client = client;
        this.address = address;
        this.generation = generation;
    }

    boolean isOpen() {
        return departure == LedgerDeparture.NONE && closeCode == OPEN && endedAt == 0;
    }

    /** The uuid that it holds unless another connection has taken it. */
    @Nullable
    UUID current() {
        return claims.isEmpty() ? null : claims.get(claims.size() - 1);
    }

    /**
     * Whether a message may have been lost with this connection: it ended after the message without the relay's close frame, so
     * that the kernel may have taken more than the client received. What the client received has no gaps.
     */
    boolean mayHaveLost(LedgerMessage message) {
        boolean endedUnread = endedAt > message.sentAt && closeCode == OPEN;
        return endedUnread && lastFrom.getOrDefault(message.sender, -1) < message.number;
    }

    /** Whether it has kept one uuid and read all the time, from before that event until now. */
    boolean isHealthySince(long event) {
        boolean harmless = !slow && permitted.isEmpty() && claims.size() == 1;
        return isOpen() && harmless && acceptedAt > 0 && acceptedAt < event;
    }

    /** What the relay still owes it; empty if nothing. */
    String missing() {
        if (!isOpen()) {
            return endedAt == 0 ? this + " has not ended" : "";
        }
        return answers == registrations && refusals == strays ? "" : this + " was not answered";
    }

    /** What is known of it, with the last message of a sender that it has received. */
    String history(LedgerConnection sender) {
        return this + ": claims " + claims + ", first accepted at " + acceptedAt + ", answers " + answers + " of "
                + registrations + (slow ? ", slow" : "") + ", permitted " + permitted + ", departure " + departure
                + ", uncertain " + uncertain + ", close code " + closeCode + ", ended at " + endedAt
                + ", last message received "
                + lastFrom.getOrDefault(sender, -1);
    }

    @Override
    public String toString() {
        return "connection " + number + " (" + client + " at " + address + ", " + generation + ")";
    }
}
