package proxystore.relay.config;

/**
 * When takeovers of one uuid are a fight between two endpoints that each come back at once.
 *
 * @param maxPerMinute takeovers of one uuid within a minute; the next newcomer is refused
 */
public record TakeoverConfig(int maxPerMinute) {
    /**
     * Checks the value.
     *
     * @throws InvalidSettingException if it is out of range
     */
    public TakeoverConfig {
        Settings.TAKEOVER_MAX_PER_MINUTE.require(maxPerMinute);
    }

    static TakeoverConfig from(SettingValues values) {
        return new TakeoverConfig(values.get(Settings.TAKEOVER_MAX_PER_MINUTE));
    }
}
