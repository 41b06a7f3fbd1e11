package proxystore.relay.config;

import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * The limits of takeovers. Many takeovers of one uuid are two endpoints that displace each other again and again.
 *
 * @param maxPerMinute takeovers of one uuid within a minute; one more newcomer is refused
 * @param maxUuids uuids whose takeovers are counted at a time; one more resets the count of the oldest
 */
public record TakeoverConfig(int maxPerMinute, int maxUuids) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if one is out of range
     */
    public TakeoverConfig {
        ConnectionSettings.TAKEOVER_MAX_PER_MINUTE.require(maxPerMinute);
        ConnectionSettings.TAKEOVER_MAX_UUIDS.require(maxUuids);
    }

    static TakeoverConfig from(SettingValues values) {
        return new TakeoverConfig(
                values.get(ConnectionSettings.TAKEOVER_MAX_PER_MINUTE),
                values.get(ConnectionSettings.TAKEOVER_MAX_UUIDS));
    }
}
