package proxystore.relay.config;

import java.time.Duration;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * How a relay stops.
 *
 * @param drain the time over which the closes of the connections are spread
 * @param timeout longest time after that for the connections to end
 * @param lameDuck longest time for which a lame duck serves its last clients
 */
public record ShutdownConfig(Duration drain, Duration timeout, Duration lameDuck) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if one is out of range
     */
    public ShutdownConfig {
        ConnectionSettings.SHUTDOWN_DRAIN.require(drain);
        ConnectionSettings.SHUTDOWN_TIMEOUT.require(timeout);
        ConnectionSettings.SHUTDOWN_LAME_DUCK.require(lameDuck);
    }

    static ShutdownConfig from(SettingValues values) {
        return new ShutdownConfig(
                values.get(ConnectionSettings.SHUTDOWN_DRAIN),
                values.get(ConnectionSettings.SHUTDOWN_TIMEOUT),
                values.get(ConnectionSettings.SHUTDOWN_LAME_DUCK));
    }
}
