package proxystore.relay.config;

import proxystore.relay.config.schema.ConfigEnum;

/** The code that decodes and encodes WebSocket frames in the standalone relay. */
public enum FramePath implements ConfigEnum {
    /** The relay's own frame layer: several times as fast. */
    DIRECT,
    /** Tyrus. The relay's frame layer still owns the socket and checks the header of each frame. */
    TYRUS
}
