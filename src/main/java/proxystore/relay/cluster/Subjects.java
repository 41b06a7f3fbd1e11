package proxystore.relay.cluster;

import java.util.Optional;
import java.util.UUID;

/**
 * The subjects of one relay on a message bus. They begin with the configured prefix and the version of the protocol: nodes of
 * another version of it do not hear each other.
 *
 * <ul>
 *   <li>{@code PREFIX.1.peer.UUID}: what concerns the client of a uuid; the node that has it subscribes.
 *   <li>{@code PREFIX.1.node.NODE.…}: what one node gets: answers ({@code message}, {@code claim} and {@code lookup} with a number),
 *       {@code returned} messages and {@code assertion}s that contradict its own.
 *   <li>{@code PREFIX.1.clock}: the nodes' clocks; all nodes subscribe.
 * </ul>
 */
final class Subjects {
    private static final int PROTOCOL = 1;

    private final String peers;
    private final String nodes;
    private final String own;
    private final String clock;

    Subjects(String prefix, String node) {
        String root = prefix + "." + PROTOCOL + ".";
        this.peers = root + "peer.";
        this.nodes = root + "node.";
        this.own = nodes + node + ".";
        this.clock = root + "clock";
    }

    String peer(UUID uuid) {
        return peers + uuid;
    }

    /** The uuid of a peer's subject; empty for any other subject. */
    Optional<UUID> peerOf(String subject) {
        if (!subject.startsWith(peers)) {
            return Optional.empty();
        }
        String text = subject.substring(peers.length());
        try {
            UUID uuid = UUID.fromString(text);
            return uuid.toString().equals(text) ? Optional.of(uuid) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Everything for this node. */
    String ownAll() {
        return own + ">";
    }

    String clock() {
        return clock;
    }

    boolean isClock(String subject) {
        return subject.equals(clock);
    }

    String messageAnswer(long number) {
        return own + "message." + number;
    }

    String claimAnswer(long number) {
        return own + "claim." + number;
    }

    String lookupAnswer(long number) {
        return own + "lookup." + number;
    }

    /** The number of a lookup whose answer has this subject; -1 for any other subject. */
    long lookupOf(String subject) {
        return number(subject, "lookup.");
    }

    /** The number of a message whose answer has this subject; -1 for any other subject. */
    long messageOf(String subject) {
        return number(subject, "message.");
    }

    /** The number of a claim whose answer has this subject; -1 for any other subject. */
    long claimOf(String subject) {
        return number(subject, "claim.");
    }

    private long number(String subject, String kind) {
        String start = own + kind;
        if (!subject.startsWith(start)) {
            return -1;
        }
        try {
            return Long.parseUnsignedLong(subject, start.length(), subject.length(), 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    String returned(String node) {
        return nodes + node + ".returned";
    }

    String assertion(String node) {
        return nodes + node + ".assertion";
    }

    boolean isOwn(String subject) {
        return subject.startsWith(own);
    }
}
