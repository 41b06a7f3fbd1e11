package proxystore.relay.cluster;

/** Where a uuid is registered that this node does not have. */
public enum Presence {
    /** Nowhere. */
    NONE("none"),
    /** At another node. */
    OTHER_NODE("other node"),
    /** This is not known: the other nodes cannot be reached, or have not answered in time. */
    UNREACHABLE("unreachable");

    private final String text;

    Presence(String text) {
        this.text = text;
    }

    /** In lower case. */
    @Override
    public String toString() {
        return text;
    }
}
