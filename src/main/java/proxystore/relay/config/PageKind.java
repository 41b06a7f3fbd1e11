package proxystore.relay.config;

import proxystore.relay.config.schema.ConfigEnum;

/** A group of pages that can be left out. The page at the relay's address is always there. */
public enum PageKind implements ConfigEnum {
    /** {@code /livez} and {@code /readyz}, for load balancers and orchestrators. */
    HEALTH,
    /** {@code /info}: version, generations, limits. */
    INFO,
    /** {@code /metrics}: what a monitoring system reads. */
    METRICS,
    /** {@code /check}: a visitor's browser tries this relay out. */
    CHECK,
    /** {@code /status}: who is connected, and what has happened. */
    STATUS,
    /** The button of {@code /status} that disconnects a client. */
    DISCONNECT
}
