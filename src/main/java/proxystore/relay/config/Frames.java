package proxystore.relay.config;

/** Which way whole text messages take between the standalone relay's socket and its rules. */
public enum Frames implements Spelled {
    /** Past Tyrus: several times faster. */
    DIRECT("direct"),
    /** Through Tyrus, as all other frames. */
    TYRUS("tyrus");

    private final String spelling;

    Frames(String spelling) {
        this.spelling = spelling;
    }

    @Override
    public String spelling() {
        return spelling;
    }
}
