package proxystore.relay.routing;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.log.LogText;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.EncodedMessage;
import proxystore.relay.message.Generation;
import proxystore.relay.message.Message;
import proxystore.relay.message.MessageEncoder;
import proxystore.relay.message.PeerConnection;
import proxystore.relay.message.Registration;
import proxystore.relay.message.Response;
import proxystore.relay.peer.Client;
import proxystore.relay.peer.ClientRegistry;
import proxystore.relay.peer.Connection;
import proxystore.relay.peer.OutboundMessage;

/**
 * The rules of the relay: what a message, a mistake and the end of a connection lead to. No I/O, no threads, no state
 * but the registry's and the count of takeovers; all here ends at once, save a registration whose credentials are checked.
 */
public final class RelayServer implements Connection.Listener {
    private static final Logger LOGGER = System.getLogger(RelayServer.class.getName());
    private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

    private final ClientRegistry registry;
    private final Authenticator authenticator;
    private final Clock clock;
    private final GenerationPolicy rules;
    private final TakeoverLimit takeovers;
    private final SourcePolicyCheck sources;
    private final TokenExpiry lifetime;
    private final Level forwardedLevel;
    private final MessageEncoder encoder = new MessageEncoder();

    public RelayServer(
            ClientRegistry registry,
            Authenticator authenticator,
            RelayConfig config,
            Clock clock,
            Level forwardedLevel) {
        this.registry = registry;
        this.authenticator = authenticator;
        this.rules = new GenerationPolicy(config.protocol(), authenticator.required());
        this.clock = clock;
        this.forwardedLevel = forwardedLevel;
        this.takeovers = new TakeoverLimit(config.takeover(), System::nanoTime);
        this.sources = new SourcePolicyCheck(config.source(), authenticator.required());
        this.lifetime = new TokenExpiry(config.auth(), clock);
    }

    /** The generation whose rules hold for a connection before its first registration. */
    public Generation initialGeneration() {
        return rules.initial();
    }

    /** A message arrived, of so many bytes of UTF-8. */
    public void received(Connection connection, Message message, int bytes) {
        connection.inTurn(bytes, () -> {
            if (message instanceof Registration registration) {
                return register(connection, registration);
            }
            if (message instanceof PeerConnection peerConnection) {
                connect(connection, peerConnection);
            } else {
                refuseMalformed(connection, "a response, which only the relay sends");
            }
            return DONE;
        });
    }

    /** A text arrived that is no message. */
    public void malformed(Connection connection, String why) {
        connection.inTurn(0, () -> refuseMalformed(connection, why));
    }

    /** A binary message arrived. */
    public void binary(Connection connection) {
        connection.lastInTurn(() -> {
            LOGGER.log(Level.WARNING, () -> "Closing " + connection + ": it sent a binary message");
            connection.close(rules.of(connection).binary());
        });
    }

    /** A message arrived, or began to, that is longer than the limit. */
    public void tooLong(Connection connection) {
        connection.lastInTurn(() -> {
            LOGGER.log(
                    Level.WARNING,
                    () -> "Closing " + connection + ": it sent a message of more than "
                            + connection.admission().maxMessageBytes() + " bytes");
            connection.close(rules.of(connection).tooLong());
        });
    }

    /** Makes the client known under its uuid, once it has proved to whom it belongs. */
    CompletionStage<Void> register(Connection connection, Registration registration) {
        if (!rules.accept(connection, registration.generation())) {
            return refuseMalformed(
                    connection, "a registration of generation " + registration.generation() + " is not accepted here");
        }
        connection.admission().registrationArrived();
        if (connection.client() != null && !rules.of(connection).replacesRegistration()) {
            send(connection, Response.registered(connection.generation()));
            return DONE;
        }
        return connection
                .identification()
                .by(authenticator, lifetime::isOver)
                .exceptionally(failure -> new Authentication.Unavailable(LogText.of(failure.toString())))
                .thenAccept(authentication -> admit(connection, registration, authentication))
                .exceptionally(failure -> {
                    LOGGER.log(Level.ERROR, "A registration of " + connection + " could not be dealt with", failure);
                    connection.close(CloseStatus.INTERNAL_ERROR);
                    return null;
                });
    }

    private void admit(Connection connection, Registration registration, Authentication authentication) {
        if (!connection.isOpen()) {
            return; // gone meanwhile: it must not displace anybody
        }
        if (authentication instanceof Authentication.Accepted accepted) {
            store(connection, registration, accepted);
        } else if (authentication instanceof Authentication.Unauthorized unauthorized) {
            turnAway(connection, registration, CloseStatus.unauthorized(unauthorized.why()));
        } else if (authentication instanceof Authentication.Forbidden forbidden) {
            turnAway(connection, registration, CloseStatus.forbidden(forbidden.why()));
        } else if (authentication instanceof Authentication.Unavailable unavailable) {
            turnAway(connection, registration, CloseStatus.AUTHENTICATION_UNAVAILABLE, unavailable.why());
        }
    }

    private void store(Connection connection, Registration registration, Authentication.Accepted proof) {
        Client before = connection.client();
        Client client = new Client(registration.name(), registration.uuid(), proof.user(), connection, clock.instant());
        // Only endpoints that come back by themselves can fight; those of generation 0.5 do not.
        Generation ruling = rules.of(registration.generation());
        if (ruling == Generation.V1_0 && takeovers.refuses(registry.find(client.uuid()), client)) {
            connection.close(ruling.displaced());
            return;
        }
        Generation generation = connection.generation();
        connection.register(client, registration.generation());
        ClientRegistry.Outcome outcome = registry.register(client);
        Client previous = outcome.previous();
        if (outcome.verdict() != ClientRegistry.Verdict.ACCEPTED) {
            connection.register(before, generation);
            if (before != null && !connection.isOpen()) {
                registry.remove(before); // it ended meanwhile, and did not find itself
            }
            refuse(connection, registration, outcome.verdict());
            return;
        }
        if (before != null && !before.uuid().equals(client.uuid())) {
            unregister(before, "its connection has registered " + client.uuid());
        }
        if (previous != null && previous.connection() != connection && previous.isCurrent()) {
            displace(previous, client);
        }
        lifetime.of(proof).ifPresent(connection::expireAfter);
        String user =
                authenticator.required() ? ", user " + LogText.of(client.user().toString()) : "";
        LOGGER.log(
                Level.INFO,
                () -> "Registered " + client.at(connection.remoteAddress()) + ", generation "
                        + registration.generation() + user);
        send(connection, Response.registered(registration.generation()));
    }

    private void refuse(Connection connection, Registration registration, ClientRegistry.Verdict verdict) {
        if (verdict == ClientRegistry.Verdict.NEWER_CONNECTION) {
            LOGGER.log(
                    Level.INFO,
                    () -> "Closing " + connection + ": a newer connection has registered " + registration.uuid());
            connection.close(rules.of(registration.generation()).displaced());
        } else {
            String why = "The client UUID " + registration.uuid() + " is already registered to another user.";
            turnAway(connection, registration, CloseStatus.forbidden(why));
        }
    }

    private void displace(Client previous, Client newcomer) {
        LOGGER.log(
                Level.INFO,
                () -> "Previously registered client " + previous.uuid() + " attempting to reregister from "
                        + newcomer.connection().remoteAddress() + ": closing " + previous.connection());
        previous.connection().close(rules.of(previous.connection()).displaced());
    }

    private void turnAway(Connection connection, Registration registration, CloseStatus status) {
        turnAway(connection, registration, status, status.reason());
    }

    private void turnAway(Connection connection, Registration registration, CloseStatus status, String why) {
        LOGGER.log(
                Level.WARNING,
                () -> "Refused to register " + registration.uuid() + " (" + LogText.of(registration.name()) + ") at "
                        + connection.remoteAddress() + ": " + status.code() + " " + LogText.of(why));
        connection.close(status);
    }

    /** Passes a peer connection on to the peer, or back to its sender with the reason. */
    void connect(Connection connection, PeerConnection message) {
        Client sender = connection.client();
        if (sender == null) {
            refuseUnregistered(connection);
            return;
        }
        if (sources.refuses(sender, message.sourceUuid())) {
            giveBack(connection, message, "The source " + message.sourceUuid() + " is not the sender's own.");
            return;
        }
        Client peer = registry.find(message.peerUuid());
        if (peer == null) {
            warn(
                    connection,
                    () -> "Client " + sender + " attempting to send message to unknown peer " + message.peerUuid());
            giveBack(connection, message, rules.of(connection).unknownPeer(message.peerUuid()));
            return;
        }
        if (!peer.user().equals(sender.user())) {
            warn(
                    connection,
                    () -> "Client " + sender + " attempting to send message to peer " + message.peerUuid()
                            + " owned by another user");
            giveBack(
                    connection, message, "The requested peer " + message.peerUuid() + " is owned by a different user.");
            return;
        }
        LOGGER.log(forwardedLevel, () -> "Transmitting message from " + sender + " to " + peer);
        EncodedMessage text = encoder.toEncoded(message);
        OutboundMessage outgoing = OutboundMessage.ofPeer(text, connection, message.keptAs(text));
        String refusal = peer.connection().send(outgoing);
        if (refusal != null) {
            giveBack(connection, message, notForwarded(connection, message, refusal));
        }
    }

    private static String notForwarded(Connection sender, PeerConnection message, String why) {
        warn(sender, () -> "Returning a message of " + sender + " to peer " + message.peerUuid() + ": " + why);
        return "Cannot forward peer connection message to peer " + message.peerUuid() + " because " + why + ".";
    }

    /** Forgets a client whose connection has ended, unless its uuid has a newer owner. */
    void unregister(Client client, String why) {
        registry.remove(client);
        LOGGER.log(
                Level.INFO,
                () -> "Unregistering client " + client + " for "
                        + (client.connection().endedNormally() ? "ok" : "unexpected") + " reason: " + LogText.of(why));
    }

    /** Sends a client what the relay has to say, or gives back. A client that lets too much of it wait is closed. */
    void send(Connection connection, Message message) {
        send(connection, OutboundMessage.ofRelay(encoder.toEncoded(message)));
    }

    private static void send(Connection connection, OutboundMessage outgoing) {
        String refusal = connection.send(outgoing);
        if (refusal != null && connection.isOpen()) {
            LOGGER.log(Level.WARNING, () -> "Closing " + connection + ": it does not read, " + refusal);
            connection.close(CloseStatus.NOT_READING);
        }
    }

    @Override
    public void undelivered(OutboundMessage outgoing, String reason) {
        Connection sender = outgoing.sender();
        PeerConnection message = outgoing.message();
        if (sender != null && message != null && sender.isOpen()) {
            PeerConnection returned = message.withError(notForwarded(sender, message, reason));
            send(sender, OutboundMessage.ofReturned(encoder.toEncoded(returned)));
        }
    }

    @Override
    public void ended(Connection connection, String why) {
        Client client = connection.client();
        if (client != null) {
            unregister(client, why);
        }
    }

    private void giveBack(Connection sender, PeerConnection message, String reason) {
        send(sender, message.withError(reason));
    }

    private CompletionStage<Void> refuseMalformed(Connection connection, String why) {
        Optional<CloseStatus> status = rules.of(connection).malformed();
        connection
                .warnings()
                .log(
                        LOGGER,
                        Level.ERROR,
                        () -> (status.isEmpty() ? "Skipping a message of " : "Closing ") + connection
                                + ": malformed message, " + why);
        status.ifPresent(connection::close);
        return DONE;
    }

    private void refuseUnregistered(Connection connection) {
        warn(connection, () -> connection + " sent a message to a peer without being registered");
        rules.of(connection)
                .notRegistered()
                .ifPresentOrElse(
                        connection::close, () -> send(connection, Response.notRegistered(connection.generation())));
    }

    private static void warn(Connection about, Supplier<String> text) {
        about.warnings().log(LOGGER, text);
    }
}
