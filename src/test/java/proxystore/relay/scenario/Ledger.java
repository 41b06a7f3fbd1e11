package proxystore.relay.scenario;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What many clients did and what they received, in the order in which it happened, and what of it no relay may do. Clients
 * write down what they do before they do it, and what they receive after it. Knows neither sockets nor clocks.
 */
final class Ledger {
    private static final int PROTOCOL_ERROR = 1002;

    /** The close code of a client that leaves, and the relay's answer (RFC 6455, section 7.4.1). */
    static final int NORMAL_CLOSURE = 1000;
    /** The close code of a client that does not read: try again later. */
    static final int NOT_READING = 1013;

    private static final int MAX_REPORTED = 50;

    @GuardedBy("this")
    private final List<LedgerConnection> connections = new ArrayList<>();

    @GuardedBy("this")
    private final List<LedgerMessage> messages = new ArrayList<>();

    @GuardedBy("this")
    private final LedgerClaims claims = new LedgerClaims();

    @GuardedBy("this")
    private final List<String> violations = new ArrayList<>();
    /** Connections that ended without the close frame that the relay had a reason to send. */
    @GuardedBy("this")
    private final List<String> cut = new ArrayList<>();

    private final int connectionsPerCut;
    private final Pattern excused;
    /** The number of events so far. */
    @GuardedBy("this")
    private long now;

    /**
     * An empty ledger.
     *
     * @param connectionsPerCut see {@link ChaosTolerance}
     * @param excused see {@link ChaosTolerance}
     */
    Ledger(int connectionsPerCut, Pattern excused) {
        this.connectionsPerCut = connectionsPerCut;
        this.excused = excused;
    }

    // What clients do

    synchronized LedgerConnection opens(String client, String address, ClientGeneration generation) {
        LedgerConnection opened = new LedgerConnection(connections.size(), client, address, generation);
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
            claims.add(connection, uuid);
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

    /** Stops reading, or reads slowly, from now on. The relay may close it once its outbox is full. */
    synchronized void slows(LedgerConnection connection) {
        now++;
        connection.slow = true;
        connection.permitted.add(NOT_READING);
    }

    /** Something that the relay answers by closing the connection with this code. */
    synchronized void offends(LedgerConnection connection, int code) {
        now++;
        connection.permitted.add(code);
    }

    synchronized void departs(LedgerConnection connection, LedgerDeparture how) {
        now++;
        connection.departure = how;
        if (how == LedgerDeparture.CLOSE_FRAME) {
            connection.permitted.add(NORMAL_CLOSURE);
        }
    }

    // What clients receive

    /** The relay's answer to a registration: success. */
    synchronized void accepted(LedgerConnection connection) {
        now++;
        check(
                ++connection.answers <= connection.registrations,
                connection + " got an answer that it had not asked for");
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
        settled(message);
    }

    synchronized void returned(LedgerConnection receiver, LedgerMessage message, String error) {
        now++;
        check(message.error == null, message + " was returned twice");
        check(message.receiver == null, message + " was delivered and returned: " + error);
        check(receiver == message.sender, message + " was returned to " + receiver);
        check(receiver.closeCode == LedgerConnection.OPEN, message + " was returned after the close frame");
        if (claims.isUnknown(message.destination)) {
            String expected = receiver.generation.unknownPeer(message.destination);
            check(error.equals(expected), message + ", which no client has claimed, was returned with: " + error);
        }
        message.error = error;
        settled(message);
    }

    private static void settled(LedgerMessage message) {
        message.sender.lastSettled = Math.max(message.sender.lastSettled, message.number);
    }

    /** The relay's close frame. */
    synchronized void closed(LedgerConnection connection, int code, String reason) {
        now++;
        if (code == PROTOCOL_ERROR && connection.departure == LedgerDeparture.END_OF_STREAM) {
            return; // Tomcat sends it for the end of a stream without a close frame
        }
        check(connection.closeCode == LedgerConnection.OPEN, connection + " got a second close frame");
        boolean displaced = code == connection.generation.displacedCode() && claims.hasRivals(connection);
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
            if (connection.departure.isAbrupt() || connection.closeCode != LedgerConnection.OPEN) {
                return;
            }
            boolean withReason = !connection.permitted.isEmpty() || claims.hasRivals(connection);
            (withReason ? cut : violations).add(connection + " ended without a close frame: " + how);
        }
    }

    /**
     * What the relay has reported so far about messages whose fate it does not know: they were being sent when the connection ended,
     * or another node has not answered.
     *
     * @param receivers each as often as there is a report about it: its address, or its uuid if it is at another node
     */
    synchronized void uncertain(List<String> receivers) {
        Map<String, Integer> reports = new HashMap<>();
        receivers.forEach(receiver -> reports.merge(receiver, 1, Integer::sum));
        connections.forEach(connection -> connection.uncertain = reports.getOrDefault(connection.address, 0));
        claims.uncertain(reports);
    }

    /** Something that cannot be right whatever happened before. */
    synchronized void violated(String what) {
        check(false, what);
    }

    // Accounting

    /**
     * The messages that must still be delivered or returned, and the connections that must still end, as far as is known. Of several
     * connections that hold a uuid all but one must end: the relay answers the newest before it closes the others.
     */
    synchronized List<String> unsettled() {
        LedgerClaims known = claims;
        List<LedgerMessage> unexplained = messages.stream()
                .filter(message -> !message.isSettled() && !known.mayBeLost(message))
                .collect(Collectors.toCollection(ArrayList::new));
        known.removeUncertain(unexplained);
        Stream<String> lost = unexplained.stream()
                .map(message -> message + " was neither delivered nor returned: " + known.history(message));
        Stream<String> missing =
                connections.stream().map(LedgerConnection::missing).filter(what -> !what.isEmpty());
        Stream<String> shared = claims.owners().entrySet().stream()
                .filter(owned -> owned.getValue().size() > 1)
                .map(owned -> owned.getKey() + " is held by all of " + owned.getValue());
        return Stream.of(lost, missing, shared)
                .flatMap(Function.identity())
                .limit(MAX_REPORTED)
                .toList();
    }

    /** What the relay has done wrong, once the clients have received everything. */
    synchronized List<String> violations() {
        LedgerClaims known = claims;
        List<String> all = new ArrayList<>(violations);
        if (connectionsPerCut == 0 || cut.size() > connections.size() / connectionsPerCut) {
            all.addAll(cut);
        }
        all.addAll(unsettled());
        messages.stream()
                .filter(message -> message.error != null
                        && !excused.matcher(message.error).find()
                        && known.hasHealthyReceiver(message))
                .map(message -> message + ", whose receiver read all the time, was returned: " + message.error)
                .forEach(all::add);
        return all.stream().limit(MAX_REPORTED).toList();
    }

    /** Each claimed uuid with the connections that hold it: one, or none. */
    synchronized Map<UUID, List<LedgerConnection>> owners() {
        return claims.owners();
    }

    /** Whether a message has reached the owner of its destination or, without one, was returned because there is none. */
    synchronized boolean reached(LedgerMessage message, List<LedgerConnection> owners) {
        return owners.isEmpty()
                ? message.sender.generation.unknownPeer(message.destination).equals(message.error)
                : owners.get(0).equals(message.receiver);
    }

    /** What became of a message, for a person who reads that it is wrong. */
    synchronized String history(LedgerMessage message) {
        return message + " was delivered to " + message.receiver + ", returned with " + message.error + ": "
                + claims.history(message);
    }

    synchronized LedgerMessage message(int number) {
        return messages.get(number);
    }

    /** Numbers for the log. */
    synchronized String summary() {
        long delivered = messages.stream().filter(m -> m.receiver != null).count();
        long returned = messages.stream().filter(m -> m.error != null).count();
        return connections.size() + " connections, " + messages.size() + " messages: " + delivered + " delivered, "
                + returned + " returned, " + (messages.size() - delivered - returned) + " lost with their connections"
                + (cut.isEmpty() ? "" : "; without a close frame: " + cut);
    }

    @GuardedBy("this")
    private void check(boolean holds, String otherwise) {
        if (!holds) {
            violations.add(otherwise);
        }
    }
}
