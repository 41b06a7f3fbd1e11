package proxystore.relay.config;

/** The configuration has a mistake. The message is one line for the person who wrote it: where, which key, what is allowed. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    ConfigException(String message) {
        super(message.replaceAll("\\s+", " ").strip());
    }
}
