package proxystore.relay.config;

import proxystore.relay.config.schema.ConfigEnum;

/** A way to be recognised as an administrator. */
public enum AdminAccess implements ConfigEnum {
    /** The request comes from the relay's own machine and was not forwarded. */
    LOOPBACK,
    /** The request has a token of the file {@code admin.tokens_file}. */
    TOKEN,
    /** The servlet container has authenticated a user with the role {@code relay-admin}. */
    ROLE
}
