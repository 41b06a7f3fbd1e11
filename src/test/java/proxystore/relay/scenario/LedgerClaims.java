package proxystore.relay.scenario;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Which connections of a {@link Ledger} have claimed which uuids, and what follows for messages. Guarded by the ledger. */
final class LedgerClaims {
    /** Events. */
    private static final int LONG_BEFORE = 1_000;

    private final Map<UUID, List<LedgerConnection>> claimants = new HashMap<>();
    /** The number of messages to a uuid, in its canonical form, that a node has reported as uncertain. */
    private Map<String, Integer> uncertain = Map.of();

    void add(LedgerConnection connection, UUID uuid) {
        List<LedgerConnection> all = claimants.computeIfAbsent(uuid, key -> new ArrayList<>());
        if (!all.contains(connection)) {
            all.add(connection);
        }
    }

    private List<LedgerConnection> of(UUID uuid) {
        return claimants.getOrDefault(uuid, List.of());
    }

    /** The connections that may have received a message, those that ended long before it left out. */
    String history(LedgerMessage message) {
        return "sent at " + message.sentAt + "; "
                + of(message.destination).stream()
                        .filter(receiver -> receiver.endedAt == 0 || receiver.endedAt > message.sentAt - LONG_BEFORE)
                        .map(receiver -> receiver.history(message.sender))
                        .toList();
    }

    /** Whether no connection has claimed a uuid so far. */
    boolean isUnknown(UUID uuid) {
        return of(uuid).isEmpty();
    }

    /** Each claimed uuid with the open connections that hold it. */
    Map<UUID, List<LedgerConnection>> owners() {
        Map<UUID, List<LedgerConnection>> owners = new HashMap<>();
        claimants.forEach((uuid, connected) -> owners.put(
                uuid,
                connected.stream()
                        .filter(connection -> connection.isOpen() && uuid.equals(connection.current()))
                        .toList()));
        return owners;
    }

    /** Whether another connection has claimed a uuid of this one. */
    boolean hasRivals(LedgerConnection connection) {
        return connection.claims.stream().anyMatch(uuid -> of(uuid).size() > 1);
    }

    /** Whether a message may be neither delivered nor returned. */
    boolean mayBeLost(LedgerMessage message) {
        return mayBeLostWithSender(message)
                || of(message.destination).stream().anyMatch(receiver -> receiver.mayHaveLost(message));
    }

    void uncertain(Map<String, Integer> reports) {
        uncertain = reports;
    }

    /**
     * Removes the messages that the relay has reported as uncertain: as many for each connection as it has reported for it, if the
     * connection claimed their destination and has ended, and as many for each uuid at another node as it has reported for that.
     */
    void removeUncertain(List<LedgerMessage> lost) {
        Map<LedgerConnection, Integer> explained = new HashMap<>();
        lost.removeIf(message -> of(message.destination).stream()
                .filter(receiver -> receiver.endedAt > 0 && explained.getOrDefault(receiver, 0) < receiver.uncertain)
                .findFirst()
                .map(receiver -> explained.merge(receiver, 1, Integer::sum))
                .isPresent());
        Map<String, Integer> left = new HashMap<>(uncertain);
        lost.removeIf(message -> left.merge(message.destination.toString(), -1, Integer::sum) >= 0);
    }

    /** Whether the sender's end may have kept the relay from reading the message, or from returning it. */
    private boolean mayBeLostWithSender(LedgerMessage message) {
        LedgerConnection sender = message.sender;
        if (sender.endedAt == 0) {
            return false;
        }
        if (sender.departure == LedgerDeparture.NODE_KILLED) {
            return true;
        }
        boolean left = sender.departure == LedgerDeparture.CLOSE_FRAME && sender.closeCode == Ledger.NORMAL_CLOSURE;
        boolean allRead = !hasRivals(sender) && (left || sender.departure == LedgerDeparture.END_OF_STREAM);
        boolean wasRead = allRead || sender.lastSettled > message.number;
        return !wasRead || !hasHealthyReceiver(message);
    }

    /** Whether the destination was one connection that read all the time, from before the message until now. */
    boolean hasHealthyReceiver(LedgerMessage message) {
        List<LedgerConnection> all = of(message.destination);
        return all.size() == 1 && all.get(0).isHealthySince(message.sentAt);
    }
}
