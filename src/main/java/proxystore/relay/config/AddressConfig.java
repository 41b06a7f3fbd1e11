package proxystore.relay.config;

import java.time.Duration;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * The limits of one IP address.
 *
 * @param maxConnections open WebSockets of one address; 0 for any number
 * @param closeTimeout time for the client of a refused WebSocket to answer the close; then its connection is cut
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
