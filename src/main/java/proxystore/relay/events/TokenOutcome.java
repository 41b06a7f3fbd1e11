package proxystore.relay.events;

/** How a check of credentials ended. */
public enum TokenOutcome {
    ACCEPTED,
    /** The credentials are missing or cannot be read. */
    UNAUTHORIZED,
    /** The credentials are not valid. */
    FORBIDDEN,
    /** The check itself failed. */
    UNAVAILABLE
}
