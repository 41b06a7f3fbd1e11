package proxystore.relay.config;

import proxystore.relay.config.schema.ConfigEnum;

/** What happens to a registered connection when the token it came with expires. */
public enum TokenExpiryAction implements ConfigEnum {
    /** Nothing, as in ProxyStore: a token is looked at once. */
    NEVER("never"),
    /** The connection is closed with 4002, which ProxyStore's endpoints take as final: whoever starts them has to. */
    CLOSE("close");

    private final String spelling;

    TokenExpiryAction(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}
