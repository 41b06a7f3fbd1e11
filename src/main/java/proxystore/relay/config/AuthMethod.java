package proxystore.relay.config;

import proxystore.relay.config.schema.ConfigEnum;

/** How the user of a connection is found. */
public enum AuthMethod implements ConfigEnum {
    /** No users: every client reaches every other client. */
    NONE,
    /** OAuth 2.0 token introspection (RFC 7662), as ProxyStore does with Globus Auth. */
    GLOBUS,
    /** Signed JSON Web Tokens (RFC 7519) checked by the relay against the provider's keys (RFC 7517). */
    JWT,
    /** A file of users and token hashes. */
    TOKENS,
    /** The principal that the servlet container authenticated. */
    CONTAINER
}
