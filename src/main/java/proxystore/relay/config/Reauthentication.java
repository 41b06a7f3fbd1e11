package proxystore.relay.config;

/** What happens to a registered connection when the token it came with expires. */
public enum Reauthentication implements Spelled {
    /** Nothing, as in ProxyStore: a token is looked at once. */
    NEVER("never"),
    /** The connection is closed with 4002, which ProxyStore's endpoints take as final: whoever starts them has to. */
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
