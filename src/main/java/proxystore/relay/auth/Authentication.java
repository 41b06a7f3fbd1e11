package proxystore.relay.auth;

/** How a check of credentials ended. That they are bad and that they could not be checked are different things. */
public sealed interface Authentication {
    /** The client belongs to this user. */
    record Accepted(User user) implements Authentication {}

    /** The credentials are missing or cannot be read: the client's doing. */
    record Unauthorized(String why) implements Authentication {}

    /** The credentials were read and are refused: expired, revoked, meant for somebody else. */
    record Forbidden(String why) implements Authentication {}

    /** The check itself failed: the relay's or the identity provider's doing, never the client's. */
    record Unavailable(String why) implements Authentication {}
}
