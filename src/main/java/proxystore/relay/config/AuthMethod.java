package proxystore.relay.config;

import proxystore.relay.config.schema.ConfigEnum;

/** How a connection's user is found. */
public enum AuthMethod implements ConfigEnum {
    /** No users: everybody reaches everybody. */
    NONE("none"),
    /** OAuth 2.0 token introspection (RFC 7662), as ProxyStore does it against Globus Auth. */
    GLOBUS("globus"),
    /** Signed JSON Web Tokens (RFC 7519) checked here against the provider's keys (RFC 7517). */
    JWT("jwt"),
    /** A file of users and token hashes. */
    TOKENS("tokens"),
    /** The principal that the servlet container authenticated. */
    CONTAINER("container");

    private final String spelling;

    AuthMethod(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}
