package proxystore.relay.config.schema;

/** The value of a setting is not allowed; the message starts with the setting's key. */
public final class InvalidSettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String problem;

    public InvalidSettingException(String key, String problem) {
        super(key + ": " + problem);
        this.key = key;
        this.problem = problem;
    }

    /** The setting's key in {@code relay.toml}, as in {@code outbox.max_bytes}. */
    public String key() {
        return key;
    }

    /** The mistake and what is allowed, without the key. */
    public String problem() {
        return problem;
    }
}
