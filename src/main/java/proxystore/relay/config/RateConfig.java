package proxystore.relay.config;

import java.time.Duration;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * How fast one connection may send. 0 for any rate.
 *
 * @param maxMessagesPerSecond messages for peers in a second; further ones are returned
 * @param maxBytesPerSecond UTF-8 bytes of these messages in a second; further ones are returned
 * @param maxPingsPerSecond pings in a second that are answered
 * @param burst the time for which a connection may save up messages, bytes and pings; a new one has saved this much
 * @param maxRegistrationsPerMinute registrations within a minute; one more closes the connection
 * @param maxMalformedPerMinute malformed messages of generation 0.5 within a minute; one more closes the connection
 */
public record RateConfig(
        int maxMessagesPerSecond,
        long maxBytesPerSecond,
        int maxPingsPerSecond,
        Duration burst,
        int maxRegistrationsPerMinute,
        int maxMalformedPerMinute) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if one is out of range
     */
    public RateConfig {
        RateSettings.MAX_MESSAGES.require(maxMessagesPerSecond);
        RateSettings.MAX_BYTES.require(maxBytesPerSecond);
        RateSettings.MAX_PINGS.require(maxPingsPerSecond);
        RateSettings.BURST.require(burst);
        RateSettings.MAX_REGISTRATIONS.require(maxRegistrationsPerMinute);
        RateSettings.MAX_MALFORMED.require(maxMalformedPerMinute);
    }

    static RateConfig from(SettingValues values) {
        return new RateConfig(
                values.get(RateSettings.MAX_MESSAGES),
                values.get(RateSettings.MAX_BYTES),
                values.get(RateSettings.MAX_PINGS),
                values.get(RateSettings.BURST),
                values.get(RateSettings.MAX_REGISTRATIONS),
                values.get(RateSettings.MAX_MALFORMED));
    }
}
