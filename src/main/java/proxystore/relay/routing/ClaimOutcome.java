package proxystore.relay.routing;

/** Whether a client may be registered, as far as the other nodes of a cluster are concerned. */
public enum ClaimOutcome {
    /** The client may be registered: no other node has the uuid, or an older connection of the same user, which is closed. */
    FREE,
    /** Another node has the uuid for another user. */
    OTHER_USER,
    /** Another node has a newer connection of the same user with the uuid. */
    NEWER_CONNECTION,
    /** Too many connections have taken the uuid over from each other. */
    FIGHT
}
