package proxystore.relay.config;

import java.time.Duration;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * The limits of all connections, of clients that have not registered, and of the time that a message may take.
 *
 * @param maxConnections open WebSockets of the relay; 0 for the number that the process has file descriptors for
 * @param maxUserConnections registered WebSockets of one user; 0 for any number
 * @param maxReceivedBytes memory in bytes of what all connections have sent and the relay has not processed; 0 for an eighth of
 *     the largest heap
 * @param maxUnregisteredBytes longest accepted message in UTF-8 bytes until the connection's registration has arrived
 * @param registrationTimeout time until the connection's registration must have arrived
 * @param messageTimeout time that one message of any client may take to arrive
 */
public record AdmissionConfig(
        int maxConnections,
        int maxUserConnections,
        long maxReceivedBytes,
        int maxUnregisteredBytes,
        Duration registrationTimeout,
        Duration messageTimeout) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if one is out of range
     */
    public AdmissionConfig {
        ConnectionSettings.ADMISSION_MAX_CONNECTIONS.require(maxConnections);
        ConnectionSettings.ADMISSION_MAX_USER_CONNECTIONS.require(maxUserConnections);
        ConnectionSettings.ADMISSION_MAX_RECEIVED_BYTES.require(maxReceivedBytes);
        ConnectionSettings.ADMISSION_MAX_UNREGISTERED_BYTES.require(maxUnregisteredBytes);
        ConnectionSettings.ADMISSION_REGISTRATION_TIMEOUT.require(registrationTimeout);
        ConnectionSettings.ADMISSION_MESSAGE_TIMEOUT.require(messageTimeout);
    }

    static AdmissionConfig from(SettingValues values) {
        return new AdmissionConfig(
                values.get(ConnectionSettings.ADMISSION_MAX_CONNECTIONS),
                values.get(ConnectionSettings.ADMISSION_MAX_USER_CONNECTIONS),
                values.get(ConnectionSettings.ADMISSION_MAX_RECEIVED_BYTES),
                values.get(ConnectionSettings.ADMISSION_MAX_UNREGISTERED_BYTES),
                values.get(ConnectionSettings.ADMISSION_REGISTRATION_TIMEOUT),
                values.get(ConnectionSettings.ADMISSION_MESSAGE_TIMEOUT));
    }
}
