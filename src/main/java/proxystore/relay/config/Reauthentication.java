package proxystore.relay.config;

/** What happens to a registered connection when the token it came with expires. */
public enum Reauthentication implements Spelled {
    /** Nothing, as in ProxyStore: a token is looked at once. */
    NEVER("never"),
    /** The connection is closed, and its client has to come back with a new token. */
    CLOSE("close");

    private final String spelling;

    Reauthentication(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}
