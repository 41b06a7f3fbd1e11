package proxystore.relay.config;

import java.time.Duration;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * The bounds of one IP address.
 *
 * @param maxConnections WebSockets that one address may have open at a time; 0 for any number
 * @param closeTimeout time that the client of a refused WebSocket has to answer the close before it is cut
 */
public record AddressConfig(int maxConnections, Duration closeTimeout) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if one is out of range
     */
    public AddressConfig {
        ConnectionSettings.ADDRESS_MAX_CONNECTIONS.require(maxConnections);
        ConnectionSettings.ADDRESS_CLOSE_TIMEOUT.require(closeTimeout);
    }

    static AddressConfig from(SettingValues values) {
        return new AddressConfig(
                values.get(ConnectionSettings.ADDRESS_MAX_CONNECTIONS),
                values.get(ConnectionSettings.ADDRESS_CLOSE_TIMEOUT));
    }
}
