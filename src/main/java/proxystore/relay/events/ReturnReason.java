package proxystore.relay.events;

/** Why a message was returned to its sender. */
public enum ReturnReason {
    /** No client has registered the uuid of its peer. */
    UNKNOWN_PEER,
    /** The peer belongs to another user. */
    OTHER_USER,
    /** Its source is not the uuid of its sender. */
    FOREIGN_SOURCE,
    /** Its sender sends faster than it may ({@code rate.max_messages_per_second}, {@code rate.max_bytes_per_second}). */
    RATE,
    /** The peer's outbox did not accept it: full, closed, or past the limit of all outboxes. */
    NOT_ACCEPTED,
    /** The peer's outbox had accepted it, and the connection ended before it was sent. */
    UNDELIVERED
}
