package proxystore.relay.config;

import proxystore.relay.config.schema.ConfigEnum;

/** Where the standalone relay's listening socket comes from. It decides how a successor takes the relay's port over. */
public enum ListeningSocket implements ConfigEnum {
    /** The relay opens it, and no other process can listen on the port. */
    OWN,
    /** The relay opens it with SO_REUSEPORT: other relays of the same system user can listen on the port too. */
    REUSE_PORT,
    /** It is the process's standard input. Relays that inherit the same socket share its waiting connections. */
    INHERITED
}
