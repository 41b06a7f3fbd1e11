package proxystore.relay.config;

/** The configuration has a mistake. The message is one line for the person who wrote it: where, which key, what is allowed. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String setting;

    /** A mistake that belongs to no setting. */
    ConfigException(String message) {
        this(message, "relay.toml");
    }

    /**
     * A mistake in a setting.
     *
     * @param setting its key, or the name under which it was given
     */
    ConfigException(String message, String setting) {
        super(message.replaceAll("\\s+", " ").strip());
        this.setting = setting;
    }

    /** Names the setting with the mistake, or {@code relay.toml}; tells neither a value nor a path. */
    public String setting() {
        return setting;
    }
}
