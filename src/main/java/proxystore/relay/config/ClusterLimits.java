package proxystore.relay.config;

import java.time.Duration;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * The limits of messages that wait for the answer of another node. A message beyond one is returned to its sender.
 *
 * @param requestTimeout longest time until the answer
 * @param maxPendingMessages messages of one connection
 * @param maxPendingBytes UTF-8 bytes of these messages
 * @param maxTotalMessages messages of all connections
 * @param maxTotalBytes UTF-8 bytes of the messages of all connections; 0 for an eighth of the largest heap
 */
public record ClusterLimits(
        Duration requestTimeout,
        int maxPendingMessages,
        long maxPendingBytes,
        int maxTotalMessages,
        long maxTotalBytes) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if one is out of range
     */
    public ClusterLimits {
        ClusterSettings.REQUEST_TIMEOUT.require(requestTimeout);
        ClusterSettings.MAX_PENDING_MESSAGES.require(maxPendingMessages);
        ClusterSettings.MAX_PENDING_BYTES.require(maxPendingBytes);
        ClusterSettings.MAX_TOTAL_MESSAGES.require(maxTotalMessages);
        ClusterSettings.MAX_TOTAL_BYTES.require(maxTotalBytes);
    }

    static ClusterLimits from(SettingValues values) {
        return new ClusterLimits(
                values.get(ClusterSettings.REQUEST_TIMEOUT),
                values.get(ClusterSettings.MAX_PENDING_MESSAGES),
                values.get(ClusterSettings.MAX_PENDING_BYTES),
                values.get(ClusterSettings.MAX_TOTAL_MESSAGES),
                values.get(ClusterSettings.MAX_TOTAL_BYTES));
    }
}
