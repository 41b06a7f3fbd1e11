package proxystore.relay.config;

import java.time.Duration;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * How a vanished client is detected. The defaults are those of Python's {@code websockets} library.
 *
 * @param pingInterval time between two pings of one connection
 * @param pongTimeout time without activity after a ping at which a connection is cut
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
