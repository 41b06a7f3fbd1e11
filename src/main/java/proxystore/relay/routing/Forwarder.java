package proxystore.relay.routing;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import proxystore.relay.auth.User;
import proxystore.relay.events.ReturnReason;
import proxystore.relay.log.LogFields;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.peer.Client;
import proxystore.relay.peer.Connection;
import proxystore.relay.peer.Destination;
import proxystore.relay.peer.OutboundMessage;
import proxystore.relay.peer.ReturnAddress;

/** Forwards messages to their peers, on this node or another one, and returns to their senders those that cannot be. */
final class Forwarder {
    private static final Logger LOGGER = RuleLog.LOGGER;
    /** A line per message would cost as much as forwarding it, and let one client fill the disk; the messages are counted. */
    private static final Level FORWARDED = Level.DEBUG;

    private final RuleContext rules;
    private final Refusals refusals;
    private final SourcePolicyCheck sources;
    private final PendingOffers offers;
    private final LongSupplier nanoTime;

    Forwarder(
            RuleContext rules,
            Refusals refusals,
            SourcePolicyCheck sources,
            PendingOffers offers,
            LongSupplier nanoTime) {
        this.rules = rules;
        this.refusals = refusals;
        this.sources = sources;
        this.offers = offers;
        this.nanoTime = nanoTime;
    }

    /** Forwards a message to its peer, or returns it to its sender with the reason. */
    void forward(Connection connection, PeerConnection message) {
        Client sender = connection.client();
        if (sender == null) {
            refusals.unregistered(connection);
            return;
        }
        if (sources.refuses(sender, message.sourceUuid())) {
            String reason = "The source " + message.sourceUuid() + " is not the sender's own.";
            returnToSender(connection, message, ReturnReason.FOREIGN_SOURCE, reason);
            return;
        }
        Destination peer = rules.registry().find(message.peerUuid());
        if (peer == null) {
            publish(connection, sender, message);
        } else if (!peer.user().equals(sender.user())) {
            returnOfOtherUser(connection, sender, message);
        } else {
            logForwarded(sender.uuid(), message, () -> "Transmitting message from " + sender + " to " + peer);
            String refusal = send(peer, message, connection, connection.aliveNanos());
            if (refusal != null) {
                returnNotAccepted(connection, message, refusal);
            }
        }
    }

    private @Nullable String send(Destination peer, PeerConnection message, ReturnAddress sender, long receivedNanos) {
        EncodedMessage text = rules.replies().encode(message);
        boolean awaitsAnswer = offers.arrived(message, receivedNanos);
        String refusal = peer.send(OutboundMessage.ofPeer(text, sender, message.keptAs(text), receivedNanos));
        if (refusal == null) {
            rules.events().forwarded(text.bytes());
        } else if (awaitsAnswer) {
            offers.refused(message);
        }
        return refusal;
    }

    /** The sender's next message does not wait for the answer: the network keeps the order. */
    private void publish(Connection connection, Client sender, PeerConnection message) {
        rules.network().publish(sender, message).whenComplete((delivery, failure) -> {
            if (failure == null) {
                answered(connection, sender, message, delivery);
            } else {
                LOGGER.log(
                        Level.ERROR, "The answer to a message of " + sender + " to another node has failed", failure);
                answered(connection, sender, message, Delivery.UNCERTAIN);
            }
        });
    }

    private void answered(Connection connection, Client sender, PeerConnection message, Delivery delivery) {
        switch (delivery.outcome()) {
            case FORWARDED ->
                logForwarded(
                        sender.uuid(),
                        message,
                        () -> "Transmitting message from " + sender + " to " + message.peerUuid() + " at another node");
            case UNKNOWN -> returnToUnknownPeer(connection, sender, message);
            case OTHER_USER -> returnOfOtherUser(connection, sender, message);
            case REFUSED -> returnNotAccepted(connection, message, delivery.reason());
            case UNCERTAIN -> {
                rules.events().uncertain();
                warn(
                        connection,
                        () -> "A message of " + connection + " to peer " + message.peerUuid()
                                + " at another node is not returned: it may have arrived");
            }
        }
    }

    private void returnToUnknownPeer(Connection connection, Client sender, PeerConnection message) {
        warn(
                connection,
                () -> "Client " + sender + " attempting to send message to unknown peer " + message.peerUuid());
        String reason = rules.generations().of(connection).unknownPeer(message.peerUuid());
        returnToSender(connection, message, ReturnReason.UNKNOWN_PEER, reason);
    }

    private void returnOfOtherUser(Connection connection, Client sender, PeerConnection message) {
        warn(
                connection,
                () -> "Client " + sender + " attempting to send message to peer " + message.peerUuid()
                        + " owned by another user");
        String reason = "The requested peer " + message.peerUuid() + " is owned by a different user.";
        returnToSender(connection, message, ReturnReason.OTHER_USER, reason);
    }

    private void returnNotAccepted(Connection connection, PeerConnection message, String refusal) {
        String reason = notForwarded(connection, message, refusal);
        returnToSender(connection, message, ReturnReason.NOT_ACCEPTED, reason);
    }

    /** Returns a message of a client that sends faster than it may. */
    void returnTooFast(Connection connection, PeerConnection message) {
        if (connection.client() == null) {
            refusals.unregistered(connection);
            return;
        }
        String reason = notForwarded(connection, message, "its sender sends faster than the relay allows (rate)");
        returnToSender(connection, message, ReturnReason.RATE, reason);
    }

    private void returnToSender(Connection sender, PeerConnection message, ReturnReason kind, String reason) {
        rules.events().returned(kind);
        rules.replies().send(sender, message.withError(reason));
    }

    /** Returns a message that the outbox of its peer had accepted; without effect if its sender has left. */
    void undelivered(Connection sender, PeerConnection message, String reason) {
        if (sender.isOpen()) {
            rules.events().returned(ReturnReason.UNDELIVERED);
            rules.replies().sendReturned(sender, message.withError(notForwarded(sender, message, reason)));
        }
    }

    private static String notForwarded(Connection sender, PeerConnection message, String why) {
        warn(sender, () -> "Returning a message of " + sender + " to peer " + message.peerUuid() + ": " + why);
        return "Cannot forward peer connection message to peer " + message.peerUuid() + " because " + why + ".";
    }

    /** Sends a message from another node to a client of this one. */
    Delivery deliver(PeerConnection message, User user, ReturnAddress sender) {
        Destination peer = rules.registry().find(message.peerUuid());
        if (peer == null) {
            return Delivery.UNKNOWN;
        }
        if (!peer.user().equals(user)) {
            return Delivery.OTHER_USER;
        }
        logForwarded(
                message.sourceUuid(),
                message,
                () -> "Transmitting message from " + message.sourceUuid() + " at another node to " + peer);
        String refusal = send(peer, message, sender, nanoTime.getAsLong());
        return refusal == null ? Delivery.FORWARDED : Delivery.refused(refusal);
    }

    /** Returns a message that another node had accepted, unless the sender's registration has ended. */
    void returned(UUID sender, long stamp, PeerConnection message, String reason) {
        Client client = rules.registry().find(sender);
        if (client != null && client.connection().stamp() == stamp) {
            client.connection().undelivered(message, reason);
        }
    }

    private static void logForwarded(UUID sender, PeerConnection message, Supplier<String> text) {
        LogFields.log(LOGGER, FORWARDED, () -> LogFields.ofPair(sender, message.peerUuid()), text);
    }

    private static void warn(Connection about, Supplier<String> text) {
        about.log().warn(LOGGER, text);
    }
}
