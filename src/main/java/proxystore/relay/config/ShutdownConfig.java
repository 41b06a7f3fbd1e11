package proxystore.relay.config;

import java.time.Duration;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * How a relay stops.
 *
 * @param drain the time over which the closes of the connections are spread
 * @param timeout longest time after that for the connections to end
 */
public record ShutdownConfig(Duration drain, Duration timeout) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if one is out of range
     */
    public ShutdownConfig {
        ConnectionSettings.SHUTDOWN_DRAIN.require(drain);
        ConnectionSettings.SHUTDOWN_TIMEOUT.require(timeout);
    }

    static ShutdownConfig from(SettingValues values) {
        return new ShutdownConfig(
                values.get(ConnectionSettings.SHUTDOWN_DRAIN), values.get(ConnectionSettings.SHUTDOWN_TIMEOUT));
    }
}
