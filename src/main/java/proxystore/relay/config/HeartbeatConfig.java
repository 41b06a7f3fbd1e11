package proxystore.relay.config;

import java.time.Duration;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * How a vanished client is noticed. The defaults are those of Python's {@code websockets} library.
 *
 * @param pingInterval time between two pings of one connection
 * @param pongTimeout a connection that gives no sign of life for this long after a ping is ended
 */
public record HeartbeatConfig(Duration pingInterval, Duration pongTimeout) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if one is out of range
     */
    public HeartbeatConfig {
        ConnectionSettings.PING_INTERVAL.require(pingInterval);
        ConnectionSettings.PONG_TIMEOUT.require(pongTimeout);
    }

    static HeartbeatConfig from(SettingValues values) {
        return new HeartbeatConfig(
                values.get(ConnectionSettings.PING_INTERVAL), values.get(ConnectionSettings.PONG_TIMEOUT));
    }
}
