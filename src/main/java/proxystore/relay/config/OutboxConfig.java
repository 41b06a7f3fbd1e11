package proxystore.relay.config;

import java.time.Duration;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * The limits of messages that wait to be sent, to one connection and to all. A message beyond a limit is returned to
 * its sender with {@code error} set. A send that takes longer than the timeout ends the connection.
 *
 * @param maxMessages messages to one connection, the one in flight included
 * @param maxBytes UTF-8 bytes of these messages
 * @param maxReturnedBytes UTF-8 bytes of returned messages to one connection; they do not count in the limits above
 * @param maxTotalBytes bytes of memory that all messages to all connections take; 0 for a quarter of the largest heap
 * @param sendTimeout longest age of the send in flight
 */
public record OutboxConfig(
        int maxMessages, long maxBytes, long maxReturnedBytes, long maxTotalBytes, Duration sendTimeout) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if one is out of range
     */
    public OutboxConfig {
        ConnectionSettings.OUTBOX_MAX_MESSAGES.require(maxMessages);
        ConnectionSettings.OUTBOX_MAX_BYTES.require(maxBytes);
        ConnectionSettings.OUTBOX_MAX_RETURNED_BYTES.require(maxReturnedBytes);
        ConnectionSettings.OUTBOX_MAX_TOTAL_BYTES.require(maxTotalBytes);
        ConnectionSettings.OUTBOX_SEND_TIMEOUT.require(sendTimeout);
    }

    static OutboxConfig from(SettingValues values) {
        return new OutboxConfig(
                values.get(ConnectionSettings.OUTBOX_MAX_MESSAGES),
                values.get(ConnectionSettings.OUTBOX_MAX_BYTES),
                values.get(ConnectionSettings.OUTBOX_MAX_RETURNED_BYTES),
                values.get(ConnectionSettings.OUTBOX_MAX_TOTAL_BYTES),
                values.get(ConnectionSettings.OUTBOX_SEND_TIMEOUT));
    }
}
