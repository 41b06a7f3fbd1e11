package proxystore.relay.config;

import java.time.Duration;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * The limits of clients that have not registered, and of the time that a message may take.
 *
 * @param maxUnregisteredBytes longest accepted message in UTF-8 bytes until the connection's registration has arrived
 * @param registrationTimeout time until the connection's registration must have arrived
 * @param messageTimeout time that one message of any client may take to arrive
 */
public record AdmissionConfig(int maxUnregisteredBytes, Duration registrationTimeout, Duration messageTimeout) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if one is out of range
     */
    public AdmissionConfig {
        ConnectionSettings.ADMISSION_MAX_UNREGISTERED_BYTES.require(maxUnregisteredBytes);
        ConnectionSettings.ADMISSION_REGISTRATION_TIMEOUT.require(registrationTimeout);
        ConnectionSettings.ADMISSION_MESSAGE_TIMEOUT.require(messageTimeout);
    }

    static AdmissionConfig from(SettingValues values) {
        return new AdmissionConfig(
                values.get(ConnectionSettings.ADMISSION_MAX_UNREGISTERED_BYTES),
                values.get(ConnectionSettings.ADMISSION_REGISTRATION_TIMEOUT),
                values.get(ConnectionSettings.ADMISSION_MESSAGE_TIMEOUT));
    }
}
