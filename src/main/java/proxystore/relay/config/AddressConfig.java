package proxystore.relay.config;

import java.time.Duration;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * The limits of one IPv4 address, or of one IPv6 network of 64 bits.
 *
 * @param maxConnections open WebSockets of one address; 0 for any number
 * @param maxHandshakesPerSecond WebSockets that one address may open in a second, ten times as many at once; 0 for any number
 * @param closeTimeout time for the client of a refused WebSocket to answer the close; then its connection is cut
 */
public record AddressConfig(int maxConnections, int maxHandshakesPerSecond, Duration closeTimeout) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if one is out of range
     */
    public AddressConfig {
        ConnectionSettings.ADDRESS_MAX_CONNECTIONS.require(maxConnections);
        ConnectionSettings.ADDRESS_MAX_HANDSHAKES.require(maxHandshakesPerSecond);
        ConnectionSettings.ADDRESS_CLOSE_TIMEOUT.require(closeTimeout);
    }

    static AddressConfig from(SettingValues values) {
        return new AddressConfig(
                values.get(ConnectionSettings.ADDRESS_MAX_CONNECTIONS),
                values.get(ConnectionSettings.ADDRESS_MAX_HANDSHAKES),
                values.get(ConnectionSettings.ADDRESS_CLOSE_TIMEOUT));
    }
}
