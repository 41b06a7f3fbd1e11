package proxystore.relay.events;

import proxystore.relay.message.Generation;

/**
 * Receives what happens in a relay. Each method does nothing by default.
 *
 * <p>Any thread calls these methods, several at the same time, some for every message and some before a message is
 * processed further. An implementation must not block, throw or call the relay. It gets primitives and objects that exist
 * anyway, so that the event of a message costs no allocation. A client is an object whose text is what logs show: an
 * implementation must not keep the object.
 */
public interface RelayEvents {
    /** Receives nothing. */
    RelayEvents NONE = new RelayEvents() {};

    /** A WebSocket has opened. Each one also leads to one {@link #closed}. */
    default void opened() {}

    /**
     * A connection is no longer open. Its transport may still be.
     *
     * @param code the close code that the relay sends or has received; 1006 if there is none (RFC 6455, section 7.1.5)
     * @param client the client or its address
     * @param why what ended it, with the reason that the relay or the client gave
     */
    default void closed(int code, Object client, String why) {}

    /**
     * A client has registered. Leads to one {@link #unregistered}. A connection that registers its uuid again is not counted
     * again.
     */
    default void registered(Generation generation, Object client) {}

    /**
     * A registration has taken its uuid over from an older connection.
     *
     * @param previous the client on the older connection
     */
    default void takenOver(Object previous) {}

    /**
     * A registration has ended, with its connection or because the client has registered another uuid.
     *
     * @param normally whether the connection ended with 1000 or 1001, or the relay stops
     */
    default void unregistered(boolean normally) {}

    /**
     * Something that a client asked for was refused.
     *
     * @param client the client, or the address that the connection or request came from
     */
    default void refused(Refusal reason, Object client) {}

    /**
     * The outbox of its peer has accepted a message.
     *
     * @param bytes the length of the message in bytes of UTF-8
     */
    default void forwarded(int bytes) {}

    /**
     * The sending of a forwarded message to its peer begins.
     *
     * @param waitedNanos the time since its last byte arrived, in nanoseconds
     */
    default void sending(long waitedNanos) {}

    /**
     * An answer to an offer has arrived.
     *
     * @param nanos the time from the arrival of the offer to that of the answer, in nanoseconds
     */
    default void offerAnswered(long nanos) {}

    /**
     * A forwarded offer has no answer and is not waited for any more.
     *
     * @param source the uuid of the client that sent it
     * @param peer the uuid of the client to which it was forwarded
     */
    default void offerUnanswered(Object source, Object peer) {}

    /** A message is being returned to its sender. */
    default void returned(ReturnReason reason) {}

    /** A client sends faster than it may, and the relay has stopped reading its connection for a while. */
    default void readingSuspended() {}

    /** A message may have been delivered or not, and so is not returned. */
    default void uncertain() {}

    /**
     * A text arrived that is no message, or no message that a client may send.
     *
     * @param generation the generation whose rules hold for the connection
     */
    default void malformed(Generation generation) {}

    /** A log entry about a client was left out, because a limit was reached; it is logged at DEBUG. */
    default void logLineLeftOut() {}

    /**
     * A pong answered a ping.
     *
     * @param nanos the time since the ping was sent, in nanoseconds
     */
    default void pingAnswered(long nanos) {}

    /**
     * The credentials of a registration have been checked.
     *
     * @param nanos the time that the check took, in nanoseconds; a cached answer counts as a check
     */
    default void tokenChecked(TokenOutcome outcome, long nanos) {}
}
