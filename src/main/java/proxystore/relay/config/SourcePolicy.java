package proxystore.relay.config;

import proxystore.relay.config.schema.ConfigEnum;

/** What happens to a peer connection whose {@code source_uuid} is not its sender's, on a relay without users. */
public enum SourcePolicy implements ConfigEnum {
    /** Forwarded, as ProxyStore's relays do. */
    TRUST,
    /** Forwarded, with a warning in the log. */
    WARN,
    /** Returned to its sender with {@code error} set. */
    ENFORCE
}
