package proxystore.relay.routing;

/**
 * What became of a message for a client of another node.
 *
 * @param outcome decides whether the message is returned
 * @param reason why a message was refused: completes the sentence "it cannot be forwarded because …"; else empty
 */
public record Delivery(Outcome outcome, String reason) {
    /** The kinds of answers. */
    public enum Outcome {
        /** The outbox of the peer has accepted it. */
        FORWARDED,
        /** No node has a client with this uuid. */
        UNKNOWN,
        /** The peer belongs to another user. */
        OTHER_USER,
        /** The peer's outbox or the network has no room for it. */
        REFUSED,
        /** The peer may have received it or not: it is not returned. */
        UNCERTAIN
    }

    public static final Delivery FORWARDED = new Delivery(Outcome.FORWARDED, "");
    public static final Delivery UNKNOWN = new Delivery(Outcome.UNKNOWN, "");
    public static final Delivery OTHER_USER = new Delivery(Outcome.OTHER_USER, "");
    public static final Delivery UNCERTAIN = new Delivery(Outcome.UNCERTAIN, "");

    /** A message that was refused. */
    public static Delivery refused(String reason) {
        return new Delivery(Outcome.REFUSED, reason);
    }
}
