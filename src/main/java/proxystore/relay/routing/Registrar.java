package proxystore.relay.routing;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.events.Refusal;
import proxystore.relay.events.TokenOutcome;
import proxystore.relay.log.LogText;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Generation;
import proxystore.relay.message.Registration;
import proxystore.relay.message.Response;
import proxystore.relay.peer.AdmissionRefusal;
import proxystore.relay.peer.Client;
import proxystore.relay.peer.ClientConnection;
import proxystore.relay.peer.ClientRegistry;
import proxystore.relay.peer.Connection;

/** Registers clients, lets newer connections take uuids over from older ones, and unregisters clients. */
final class Registrar {
    private static final Logger LOGGER = RuleLog.LOGGER;
    private static final CompletionStage<Void> DONE = CompletableFuture.completedFuture(null);

    private final RuleContext rules;
    private final Refusals refusals;
    private final Authenticator authenticator;
    private final LongSupplier nanoTime;
    private final TakeoverLimit takeovers;
    private final Clock clock = Clock.systemUTC();
    private final TokenExpiry tokenExpiry;

    Registrar(
            RuleContext rules,
            Refusals refusals,
            Authenticator authenticator,
            Supplier<RelayConfig> config,
            LongSupplier nanoTime) {
        this.rules = rules;
        this.refusals = refusals;
        this.authenticator = authenticator;
        this.nanoTime = nanoTime;
        this.takeovers = new TakeoverLimit(() -> config.get().takeover(), System::nanoTime);
        this.tokenExpiry = new TokenExpiry(config.get().auth(), clock);
    }

    /** Registers a client under its uuid after its credentials were checked. The stage completes when that has ended. */
    CompletionStage<Void> register(Connection connection, Registration registration) {
        if (!rules.generations().accept(connection, registration.generation())) {
            refusals.malformed(
                    connection, "a registration of generation " + registration.generation() + " is not accepted here");
            return DONE;
        }
        if (!connection.admission().takeRegistration()) {
            refusals.tooManyRegistrations(connection);
            return DONE;
        }
        connection.admission().registrationArrived();
        if (connection.client() != null && !rules.generations().of(connection).replacesRegistration()) {
            rules.replies().send(connection, Response.registered(connection.generation()));
            return DONE;
        }
        return authenticate(connection)
                .thenCompose(authentication -> authenticated(connection, registration, authentication))
                .exceptionally(failure -> {
                    LOGGER.log(Level.ERROR, "A registration of " + connection + " could not be processed", failure);
                    connection.close(CloseStatus.INTERNAL_ERROR);
                    return null;
                });
    }

    private CompletionStage<Authentication> authenticate(Connection connection) {
        boolean checked = authenticator.required() && connection.client() == null;
        long startNanos = nanoTime.getAsLong();
        CompletionStage<Authentication> check = connection
                .identification()
                .by(authenticator, tokenExpiry::isOver)
                .exceptionally(failure -> new Authentication.Unavailable(LogText.of(failure.toString())));
        return checked
                ? check.thenApply(outcome -> {
                    rules.events().tokenChecked(kind(outcome), nanoTime.getAsLong() - startNanos);
                    return outcome;
                })
                : check;
    }

    private static TokenOutcome kind(Authentication authentication) {
        if (authentication instanceof Authentication.Accepted) {
            return TokenOutcome.ACCEPTED;
        }
        if (authentication instanceof Authentication.Unauthorized) {
            return TokenOutcome.UNAUTHORIZED;
        }
        return authentication instanceof Authentication.Forbidden ? TokenOutcome.FORBIDDEN : TokenOutcome.UNAVAILABLE;
    }

    private CompletionStage<Void> authenticated(
            Connection connection, Registration registration, Authentication authentication) {
        if (!connection.isOpen()) {
            return DONE; // it ended during the check, and must not displace another connection
        }
        if (authentication instanceof Authentication.Accepted accepted) {
            return claim(connection, registration, accepted);
        }
        refusals.rejectRegistration(connection, registration, authentication);
        return DONE;
    }

    /** Asks the other nodes. Without any, the registration is complete when this returns. */
    private CompletionStage<Void> claim(
            Connection connection, Registration registration, Authentication.Accepted proof) {
        Client client = new Client(registration.name(), registration.uuid(), proof.user(), connection, clock.instant());
        if (isRefused(connection, registration, client)) {
            return DONE;
        }
        CompletionStage<ClaimOutcome> claim = rules.network().claim(client);
        if (claim == PeerNetwork.FREE) {
            register(connection, registration, client, proof);
            return DONE;
        }
        return claim.thenAccept(outcome -> claimed(connection, registration, client, proof, outcome));
    }

    private void claimed(
            Connection connection,
            Registration registration,
            Client client,
            Authentication.Accepted proof,
            ClaimOutcome outcome) {
        if (!connection.isOpen()) {
            rules.network().unregistered(client); // it ended meanwhile
            return;
        }
        switch (outcome) {
            case FREE -> register(connection, registration, client, proof);
            case OTHER_USER -> refusals.otherUser(connection, registration);
            case NEWER_CONNECTION -> refusals.newerConnection(connection, registration);
            case FIGHT -> refusals.displaced(connection, registration, Refusal.TAKEOVERS);
        }
    }

    private void register(
            Connection connection, Registration registration, Client client, Authentication.Accepted proof) {
        Client before = connection.client();
        ClientRegistry registry = rules.registry();
        Generation generation = connection.generation();
        connection.register(client, registration.generation());
        ClientRegistry.RegistrationOutcome outcome = registry.register(client);
        if (outcome.verdict() != ClientRegistry.Verdict.ACCEPTED) {
            connection.register(before, generation);
            if (before != null && !connection.isOpen()) {
                registry.remove(before); // the connection ended meanwhile, and its end did not find this client
                rules.network().unregistered(before);
            }
            rules.network().unregistered(client);
            refuse(connection, registration, outcome.verdict());
            return;
        }
        announce(client);
        if (before == null || !before.uuid().equals(client.uuid())) {
            rules.events().registered(registration.generation(), connection);
            if (before != null) {
                unregister(before, "its connection has registered " + client.uuid());
            }
        }
        Client previous = outcome.previous();
        if (previous != null && previous.connection() != connection && previous.isCurrent()) {
            displace(previous, client);
        }
        tokenExpiry.of(proof).ifPresent(connection::expireAfter);
        logRegistration(connection, client, registration.generation());
        rules.replies().send(connection, Response.registered(registration.generation()));
    }

    /** Refuses a registration that is past a limit. */
    private boolean isRefused(Connection connection, Registration registration, Client client) {
        Client owner = rules.registry().find(client.uuid());
        boolean replaces =
                owner != null && owner.connection().isOpen() && owner.user().equals(client.user());
        Optional<AdmissionRefusal> refusal = connection.admission().registers(client.user(), replaces);
        if (refusal.isPresent()) {
            refusals.notAdmitted(connection, registration, refusal.get());
            return true;
        }
        boolean fights = takeovers.refuses(owner, client);
        if (fights) {
            refusals.displaced(connection, registration, Refusal.TAKEOVERS);
        }
        return fights;
    }

    /** Tells the other nodes; a connection that has ended meanwhile may have told them of its end too early. */
    private void announce(Client client) {
        rules.network().registered(client);
        if (!client.connection().isOpen()) {
            rules.network().unregistered(client);
        }
    }

    private void logRegistration(Connection connection, Client client, Generation generation) {
        String user =
                authenticator.required() ? ", user " + LogText.of(client.user().toString()) : "";
        connection.log().log(
                LOGGER,
                Level.INFO,
                () -> "Registered " + client.at(connection.remoteAddress()) + ", generation " + generation + user);
    }

    private void refuse(Connection connection, Registration registration, ClientRegistry.Verdict verdict) {
        if (verdict == ClientRegistry.Verdict.NEWER_CONNECTION) {
            refusals.newerConnection(connection, registration);
        } else {
            refusals.otherUser(connection, registration);
        }
    }

    private void displace(Client previous, Client newcomer) {
        rules.events().takenOver(previous.connection());
        newcomer.connection()
                .log()
                .log(
                        LOGGER,
                        Level.INFO,
                        () -> "Previously registered client " + previous.uuid() + " attempting to reregister from "
                                + newcomer.connection().remoteAddress() + ": closing " + previous.connection());
        closeDisplaced(previous.connection());
    }

    /** Closes the client of a uuid that another node has registered with a newer stamp. */
    void displaced(UUID uuid, long stamp) {
        Client previous = rules.registry().find(uuid);
        if (previous != null && previous.connection().stamp() < stamp && previous.isCurrent()) {
            takeovers.takenOver(uuid);
            rules.events().takenOver(previous.connection());
            previous.connection()
                    .log()
                    .log(
                            LOGGER,
                            Level.INFO,
                            () -> "Previously registered client " + uuid
                                    + " attempting to reregister at another node: closing " + previous.connection());
            closeDisplaced(previous.connection());
        }
    }

    /** Closes the client of a uuid that another node has had for another user before. */
    void claimed(UUID uuid, long stamp) {
        Client client = rules.registry().find(uuid);
        if (client != null && client.connection().stamp() == stamp && client.isCurrent()) {
            client.connection()
                    .log()
                    .log(
                            LOGGER,
                            Level.WARNING,
                            () -> "Closing " + client.connection()
                                    + ": another node has registered its uuid for another user before");
            client.connection().close(Refusals.otherUser(uuid));
        }
    }

    /** Whether a client may take its uuid over from an older connection at another node. */
    boolean mayTakeOver(Client newcomer) {
        return !takeovers.refuses(newcomer);
    }

    private void closeDisplaced(ClientConnection connection) {
        connection.close(rules.generations().of(connection.generation()).displaced());
    }

    /** Removes a client whose registration has ended; a newer owner of its uuid stays. */
    void unregister(Client client, String why) {
        rules.registry().remove(client);
        rules.network().unregistered(client);
        boolean normally = client.connection().endedNormally();
        rules.events().unregistered(normally);
        client.connection()
                .log()
                .log(
                        LOGGER,
                        Level.INFO,
                        () -> "Unregistering client " + client + " for " + (normally ? "ok" : "unexpected")
                                + " reason: " + LogText.of(why));
    }
}
