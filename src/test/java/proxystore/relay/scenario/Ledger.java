package proxystore.relay.scenario;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What many clients did and what they received, in the order in which it happened, and what of it no relay may do. Clients
 * write down what they do before they do it, and what they receive after it. Knows neither sockets nor clocks.
 */
final class Ledger {
    /** The close code of a client that leaves, and the relay's answer (RFC 6455, section 7.4.1). */
    static final int NORMAL_CLOSURE = 1000;

    private static final int MAX_REPORTED = 50;

    @GuardedBy("this")
    private final List<LedgerConnection> connections = new ArrayList<>();

    @GuardedBy("this")
    private final List<LedgerMessage> messages = new ArrayList<>();
    /** By uuid, the connections that have claimed it. */
    @GuardedBy("this")
    private final Map<UUID, List<LedgerConnection>> claimants = new HashMap<>();

    @GuardedBy("this")
    private final List<String> violations = new ArrayList<>();
    /** The number of events so far. */
    @GuardedBy("this")
    private long now;

    // What clients do

    synchronized LedgerConnection opens(String client, ClientGeneration generation) {
        LedgerConnection opened = new LedgerConnection(connections.size(), client, generation);
        connections.add(opened);
        return opened;
    }

    /** A registration; a later one changes nothing in generation 0.5. */
    synchronized void registers(LedgerConnection connection, UUID uuid) {
        now++;
        connection.registrations++;
        if (connection.generation == ClientGeneration.V1_0 || connection.claims.isEmpty()) {
            connection.claims.remove(uuid);
            connection.claims.add(uuid);
            List<LedgerConnection> all = claimants.computeIfAbsent(uuid, key -> new ArrayList<>());
            if (!all.contains(connection)) {
                all.add(connection);
            }
        }
    }

    /** A message before any registration, which the relay must refuse. */
    synchronized void strays(LedgerConnection connection) {
        now++;
        connection.strays++;
    }

    /** A message whose text has this many characters. */
    synchronized LedgerMessage sends(LedgerConnection sender, UUID source, UUID destination, int size) {
        LedgerMessage message = new LedgerMessage(messages.size(), sender, source, destination, size, ++now);
        messages.add(message);
        return message;
    }

    /** Stops reading, or reads slowly, from now on. */
    synchronized void slows(LedgerConnection connection) {
        now++;
        connection.slow = true;
    }

    /** Something that the relay answers by closing the connection with this code. */
    synchronized void offends(LedgerConnection connection, int code) {
        now++;
        connection.permitted.add(code);
    }

    synchronized void departs(LedgerConnection connection, Departure how) {
        now++;
        connection.departure = how;
        if (how == Departure.CLOSE_FRAME) {
            connection.permitted.add(NORMAL_CLOSURE);
        }
    }

    // What clients receive

    /** The relay's answer to a registration: success. */
    synchronized void accepted(LedgerConnection connection) {
        now++;
        check(++connection.answers <= connection.registrations, connection + " got an answer that it had not asked for");
        if (connection.acceptedAt == 0) {
            connection.acceptedAt = now;
        }
    }

    /** The relay's answer to a message before any registration. */
    synchronized void refused(LedgerConnection connection) {
        now++;
        check(++connection.refusals <= connection.strays, connection + " was refused without a reason");
    }

    synchronized void delivered(LedgerConnection receiver, LedgerMessage message) {
        now++;
        check(message.receiver == null, message + " was delivered twice");
        check(message.error == null, message + " was returned (" + message.error + ") and delivered");
        check(receiver.claims.contains(message.destination), message + " was delivered to " + receiver);
        check(receiver.closeCode == LedgerConnection.OPEN, message + " was delivered after the close frame");
        Integer last = receiver.lastFrom.put(message.sender, message.number);
        check(last == null || last < message.number, message + " was delivered after message " + last);
        message.receiver = receiver;
    }

    synchronized void returned(LedgerConnection receiver, LedgerMessage message, String error) {
        now++;
        check(message.error == null, message + " was returned twice");
        check(message.receiver == null, message + " was delivered and returned: " + error);
        check(receiver == message.sender, message + " was returned to " + receiver);
        check(receiver.closeCode == LedgerConnection.OPEN, message + " was returned after the close frame");
        if (!claimants.containsKey(message.destination)) {
            String expected = receiver.generation.unknownPeer(message.destination);
            check(error.equals(expected), message + ", which no client has claimed, was returned with: " + error);
        }
        message.error = error;
    }

    /** The relay's close frame. */
    synchronized void closed(LedgerConnection connection, int code, String reason) {
        now++;
        check(connection.closeCode == LedgerConnection.OPEN, connection + " got a second close frame");
        boolean displaced = code == connection.generation.displacedCode() && hasRivals(connection);
        check(
                displaced || connection.permitted.contains(code),
                connection + " was closed with " + code + ": " + reason + "; permitted: " + connection.permitted);
        connection.closeCode = code;
    }

    /** Nothing more arrives. */
    synchronized void ended(LedgerConnection connection, String how) {
        now++;
        if (connection.endedAt == 0) {
            connection.endedAt = now;
            boolean abrupt =
                    connection.departure == Departure.RESET || connection.departure == Departure.END_OF_STREAM;
            check(
                    abrupt || connection.closeCode != LedgerConnection.OPEN,
                    connection + " ended without a close frame: " + how);
        }
    }

    /** Something that cannot be right whatever happened before. */
    synchronized void violated(String what) {
        check(false, what);
    }

    // Accounting

    /** The messages that must still be delivered or returned, and the connections that must still end, as far as is known. */
    synchronized List<String> unsettled() {
        return Stream.concat(
                        messages.stream()
                                .filter(message -> !message.isSettled() && !isExplained(message))
                                .map(message -> message + " was neither delivered nor returned"),
                        connections.stream().map(this::unfinished).filter(what -> !what.isEmpty()))
                .limit(MAX_REPORTED)
                .toList();
    }

    /** What the relay has done wrong, once the clients have received everything. */
    synchronized List<String> violations() {
        List<String> all = new ArrayList<>(violations);
        all.addAll(unsettled());
        messages.stream()
                .filter(message -> message.error != null && isHealthy(message))
                .map(message -> message + ", whose receiver read all the time, was returned: " + message.error)
                .forEach(all::add);
        claimants.forEach((uuid, connected) -> {
            List<LedgerConnection> owners = connected.stream()
                    .filter(connection -> connection.isOpen() && uuid.equals(connection.current()))
                    .toList();
            if (owners.size() > 1) {
                all.add(uuid + " is held by all of " + owners);
            }
        });
        return all.stream().limit(MAX_REPORTED).toList();
    }

    /** The uuids that were claimed, each with the connection that holds it, if any. */
    synchronized Map<UUID, List<LedgerConnection>> owners() {
        Map<UUID, List<LedgerConnection>> owners = new HashMap<>();
        claimants.forEach((uuid, connected) -> owners.put(
                uuid,
                connected.stream()
                        .filter(connection -> connection.isOpen() && uuid.equals(connection.current()))
                        .toList()));
        return owners;
    }

    synchronized LedgerMessage message(int number) {
        return messages.get(number);
    }

    /** Numbers for the log. */
    synchronized String summary() {
        long delivered = messages.stream().filter(m -> m.receiver != null).count();
        long returned = messages.stream().filter(m -> m.error != null).count();
        return connections.size() + " connections, " + messages.size() + " messages: " + delivered + " delivered, "
                + returned + " returned, " + (messages.size() - delivered - returned) + " lost with their connections";
    }

    @GuardedBy("this")
    private String unfinished(LedgerConnection connection) {
        if (!connection.isOpen()) {
            return connection.endedAt == 0 ? connection + " has not ended" : "";
        }
        boolean complete =
                connection.answers == connection.registrations && connection.refusals == connection.strays;
        return complete ? "" : connection + " was not answered";
    }

    /** Whether a message may be neither delivered nor returned. */
    @GuardedBy("this")
    private boolean isExplained(LedgerMessage message) {
        return isLostWithSender(message)
                || claimants.getOrDefault(message.destination, List.of()).stream()
                        .anyMatch(receiver -> receiver.endedUnread(message.sentAt));
    }

    /** Whether the sender's end may have kept the relay from reading the message, or from returning it. */
    @GuardedBy("this")
    private boolean isLostWithSender(LedgerMessage message) {
        LedgerConnection sender = message.sender;
        if (sender.endedAt == 0) {
            return false;
        }
        boolean readByRelay = !hasRivals(sender)
                && (sender.departure == Departure.END_OF_STREAM
                        || sender.departure == Departure.CLOSE_FRAME && sender.closeCode == NORMAL_CLOSURE);
        return !readByRelay || !isHealthy(message);
    }

    /** Whether the destination was one connection that read all the time, from before the message until now. */
    @GuardedBy("this")
    private boolean isHealthy(LedgerMessage message) {
        List<LedgerConnection> all = claimants.getOrDefault(message.destination, List.of());
        if (all.size() != 1) {
            return false;
        }
        LedgerConnection only = all.get(0);
        return only.isOpen()
                && !only.slow
                && only.permitted.isEmpty()
                && only.claims.size() == 1
                && only.acceptedAt > 0
                && only.acceptedAt < message.sentAt;
    }

    /** Whether another connection has claimed a uuid of this one. */
    @GuardedBy("this")
    private boolean hasRivals(LedgerConnection connection) {
        return connection.claims.stream()
                .anyMatch(uuid -> claimants.getOrDefault(uuid, List.of()).size() > 1);
    }

    @GuardedBy("this")
    private void check(boolean holds, String otherwise) {
        if (!holds) {
            violations.add(otherwise);
        }
    }
}
