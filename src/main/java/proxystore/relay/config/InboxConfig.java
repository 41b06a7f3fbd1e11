package proxystore.relay.config;

import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * The limits of what one connection may send while its user is being authenticated. Beyond either of them it is closed.
 *
 * @param maxMessages number of waiting messages
 * @param maxBytes UTF-8 bytes of these messages
 */
public record InboxConfig(int maxMessages, long maxBytes) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if one is out of range
     */
    public InboxConfig {
        ConnectionSettings.INBOX_MAX_MESSAGES.require(maxMessages);
        ConnectionSettings.INBOX_MAX_BYTES.require(maxBytes);
    }

    static InboxConfig from(SettingValues values) {
        return new InboxConfig(
                values.get(ConnectionSettings.INBOX_MAX_MESSAGES), values.get(ConnectionSettings.INBOX_MAX_BYTES));
    }
}
