package proxystore.relay.config;

import proxystore.relay.config.schema.ConfigEnum;

/** What happens to a registered connection when its token expires. */
public enum TokenExpiryAction implements ConfigEnum {
    /** Nothing, as in ProxyStore: a token is checked once. */
    NEVER,
    /** The connection is closed with 4002. ProxyStore's endpoints take that as final and must be started again. */
    CLOSE
}
