package proxystore.relay.config;

/**
 * A text that must not be seen: {@link #toString} shows only that there is one, so that no log line, page or exception
 * gives it away by accident.
 *
 * @param value the text itself; ask for it only where it is used
 */
public record Secret(String value) {
    /** What stands where a secret would. */
    public static final String MASK = "********";

    @Override
    public String toString() {
        return MASK;
    }
}
