package proxystore.relay.config;

import proxystore.relay.config.schema.ConfigEnum;

/** Which way whole text messages take between the standalone relay's socket and its rules. */
public enum FramePath implements ConfigEnum {
    /** Past Tyrus: several times faster. */
    DIRECT("direct"),
    /** Through Tyrus, as all other frames. */
    TYRUS("tyrus");

    private final String spelling;

    FramePath(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}
