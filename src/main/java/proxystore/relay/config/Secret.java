package proxystore.relay.config;

/**
 * A secret text. {@link #toString} gives a mask, so that no log line, page or exception shows the text by accident.
 *
 * @param value the text itself, for code that uses it
 */
public record Secret(String value) {
    /** Replaces a secret in all outputs. */
    public static final String MASK = "********";

    @Override
    public String toString() {
        return MASK;
    }
}
