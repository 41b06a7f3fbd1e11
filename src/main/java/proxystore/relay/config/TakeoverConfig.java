package proxystore.relay.config;

import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * When takeovers of one uuid are a fight between two endpoints that each come back at once.
 *
 * @param maxPerMinute takeovers of one uuid within a minute; the next newcomer is refused
 * @param maxUuids uuids whose takeovers are counted at a time; past it the one counted longest begins anew
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
