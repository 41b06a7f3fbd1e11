package proxystore.relay.message;

/**
 * A text as it was received.
 *
 * @param text the JSON text
 * @param bytes its length in bytes of UTF-8
 */
public record WireText(String text, int bytes) {}
