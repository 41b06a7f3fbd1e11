package proxystore.relay.config;

import proxystore.relay.config.schema.ConfigEnum;

/** What happens to a peer connection whose {@code source_uuid} is not its sender's own, on a relay without users. */
public enum SourcePolicy implements ConfigEnum {
    /** Forwarded, as ProxyStore's relays do. */
    TRUST("trust"),
    /** Forwarded, with a warning in the log. */
    WARN("warn"),
    /** Returned to its sender with {@code error} set. */
    ENFORCE("enforce");

    private final String spelling;

    SourcePolicy(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}
