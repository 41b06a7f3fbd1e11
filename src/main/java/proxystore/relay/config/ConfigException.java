package proxystore.relay.config;

import proxystore.relay.log.LogText;

/** The configuration has a mistake. The message is one line for the operator: place, key and what is allowed. */
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
        super(LogText.line(message));
        this.setting = setting;
    }

    /** The setting with the mistake, or {@code relay.toml}; contains neither a value nor a path. */
    public String setting() {
        return setting;
    }
}
