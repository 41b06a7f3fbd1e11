package proxystore.relay.routing;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.UUID;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.events.Refusal;
import proxystore.relay.log.LogText;
import proxystore.relay.message.CloseStatus;
import proxystore.relay.message.Registration;
import proxystore.relay.message.Response;
import proxystore.relay.peer.AdmissionRefusal;
import proxystore.relay.peer.Connection;

/** Answers what the relay refuses: malformed, binary and long messages, and registrations. */
final class Refusals {
    private static final Logger LOGGER = RuleLog.LOGGER;

    private final RuleContext rules;

    Refusals(RuleContext rules) {
        this.rules = rules;
    }

    /** Skips a malformed message or closes its connection, as its generation says. */
    void malformed(Connection connection, String why) {
        Optional<CloseStatus> status = rules.generations().of(connection).malformed();
        rules.events().malformed(rules.generations().of(connection));
        connection
                .log()
                .warn(
                        LOGGER,
                        Level.ERROR,
                        () -> (status.isEmpty() ? "Skipping a message of " : "Closing ") + connection
                                + ": malformed message, " + why);
        status.ifPresentOrElse(connection::close, () -> skip(connection));
    }

    private void skip(Connection connection) {
        if (!connection.admission().takeMalformed()) {
            close(
                    connection,
                    "it sent too many malformed messages (rate.max_malformed_per_minute)",
                    Refusal.MALFORMED,
                    CloseStatus.TOO_MANY_MALFORMED);
        }
    }

    /** Closes a connection that registers too often. */
    void tooManyRegistrations(Connection connection) {
        close(
                connection,
                "it registers too often (rate.max_registrations_per_minute)",
                Refusal.REGISTRATIONS,
                CloseStatus.TOO_MANY_REGISTRATIONS);
    }

    private void close(Connection connection, String why, Refusal reason, CloseStatus status) {
        connection.log().log(LOGGER, Level.WARNING, () -> "Closing " + connection + ": " + why);
        rules.events().refused(reason, connection);
        connection.close(status);
    }

    void binary(Connection connection) {
        CloseStatus status = rules.generations().of(connection).binary();
        close(connection, "it sent a binary message", Refusal.BINARY_MESSAGE, status);
    }

    void tooLong(Connection connection) {
        String why = "it sent a message of more than " + connection.admission().maxMessageBytes() + " bytes";
        close(
                connection,
                why,
                Refusal.MESSAGE_LENGTH,
                rules.generations().of(connection).tooLong());
    }

    /** Answers a message for a peer from a client that has not registered, or closes its connection. */
    void unregistered(Connection connection) {
        connection.log().warn(LOGGER, () -> connection + " sent a message to a peer without being registered");
        rules.events().refused(Refusal.NOT_REGISTERED, connection);
        rules.generations()
                .of(connection)
                .notRegistered()
                .ifPresentOrElse(
                        connection::close,
                        () -> rules.replies().send(connection, Response.notRegistered(connection.generation())));
    }

    /** Rejects a registration whose credentials were not accepted. */
    void rejectRegistration(Connection connection, Registration registration, Authentication authentication) {
        if (authentication instanceof Authentication.Unauthorized unauthorized) {
            reject(connection, registration, CloseStatus.unauthorized(unauthorized.why()), Refusal.UNAUTHORIZED);
        } else if (authentication instanceof Authentication.Forbidden forbidden) {
            reject(connection, registration, CloseStatus.forbidden(forbidden.why()), Refusal.FORBIDDEN);
        } else if (authentication instanceof Authentication.Unavailable unavailable) {
            CloseStatus status = CloseStatus.AUTHENTICATION_UNAVAILABLE;
            reject(connection, registration, status, Refusal.AUTHENTICATION_UNAVAILABLE, unavailable.why());
        }
    }

    /** Rejects a registration that is past a limit of its user. */
    void notAdmitted(Connection connection, Registration registration, AdmissionRefusal refusal) {
        reject(connection, registration, refusal.status(), refusal.reason(), refusal.why());
    }

    /** Rejects the registration of a uuid that belongs to another user. */
    void otherUser(Connection connection, Registration registration) {
        reject(connection, registration, otherUser(registration.uuid()), Refusal.OTHER_USER);
    }

    /** The status with which a client of another user's uuid is closed. */
    static CloseStatus otherUser(UUID uuid) {
        return CloseStatus.forbidden("The client UUID " + uuid + " is already registered to another user.");
    }

    /** Rejects the registration of a uuid that a newer connection of the same user has registered. */
    void newerConnection(Connection connection, Registration registration) {
        connection.log().log(
                LOGGER,
                Level.INFO,
                () -> "Closing " + connection + ": a newer connection has registered " + registration.uuid());
        displaced(connection, registration, Refusal.NEWER_CONNECTION);
    }

    /** Closes the connection of a registration whose uuid stays with its owner. */
    void displaced(Connection connection, Registration registration, Refusal reason) {
        rules.events().refused(reason, claimed(connection, registration));
        connection.close(rules.generations().of(registration.generation()).displaced());
    }

    /** Closes a connection whose client's token has been withdrawn. */
    void withdrawn(Connection connection, Authentication.Accepted proof) {
        String token = proof.tokenHash()
                .map(hash -> " " + BearerToken.fingerprint(hash))
                .orElse("");
        connection.log().log(
                LOGGER,
                Level.INFO,
                () -> "Closing " + connection + ": token" + token + " of user "
                        + LogText.of(proof.user().toString()) + " is withdrawn");
        connection.close(CloseStatus.forbidden(Authentication.Forbidden.NOT_ACTIVE.why()));
    }

    private void reject(Connection connection, Registration registration, CloseStatus status, Refusal reason) {
        reject(connection, registration, status, reason, status.reason());
    }

    /** Closes the connection of a client that may not register. The log has {@code why}, the client the reason of the status. */
    private void reject(
            Connection connection, Registration registration, CloseStatus status, Refusal reason, String why) {
        String client = claimed(connection, registration);
        rules.events().refused(reason, client);
        connection.log().log(
                LOGGER,
                Level.WARNING,
                () -> "Refused to register " + client + ": " + status.code() + " " + LogText.of(why));
        connection.close(status);
    }

    /** The client as it wanted to register. */
    private static String claimed(Connection connection, Registration registration) {
        return registration.uuid() + " (" + LogText.of(registration.name()) + ") at " + connection.remoteAddress();
    }
}
