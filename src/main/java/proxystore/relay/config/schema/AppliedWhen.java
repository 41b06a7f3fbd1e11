package proxystore.relay.config.schema;

/** When a value that is changed while the relay runs is applied. */
public enum AppliedWhen {
    /** When the relay starts again. */
    RESTART("no"),
    /** To connections that open later. */
    CONNECTION("new connections"),
    /** At once. */
    AT_ONCE("yes");

    private final String text;

    AppliedWhen(String text) {
        this.text = text;
    }

    /** Whether the value changes while the relay runs, for a table. */
    @Override
    public String toString() {
        return text;
    }
}
