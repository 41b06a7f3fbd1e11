package proxystore.relay.config;

import proxystore.relay.config.schema.ConfigEnum;

/** The code that reads and writes whole text messages in the standalone relay. */
public enum FramePath implements ConfigEnum {
    /** The relay's own frame layer: several times as fast. */
    DIRECT,
    /** Tyrus, as for all other frames. */
    TYRUS
}
