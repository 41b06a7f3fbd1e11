package proxystore.relay.config;

import java.time.Duration;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * The bounds of checking tokens.
 *
 * @param timeout longest time from a registration to its answer: for waiting and for the check together
 * @param maxConcurrent questions to the provider at once
 * @param maxWaiting connections that wait for their turn; the next one is told to come back later
 * @param maxAnswerBytes longest answer of the provider; a longer one counts as none
 * @param cacheEntries remembered tokens, 0 for none
 * @param cacheAge longest time that a token is remembered; its own expiry ends it sooner
 * @param clockSkew how far the provider's clock may be off when a token's times are checked
 */
public record AuthLimits(
        Duration timeout,
        int maxConcurrent,
        int maxWaiting,
        int maxAnswerBytes,
        int cacheEntries,
        Duration cacheAge,
        Duration clockSkew) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if one is out of range
     */
    public AuthLimits {
        AuthSettings.AUTH_TIMEOUT.require(timeout);
        AuthSettings.AUTH_MAX_CONCURRENT.require(maxConcurrent);
        AuthSettings.AUTH_MAX_WAITING.require(maxWaiting);
        AuthSettings.AUTH_MAX_ANSWER_BYTES.require(maxAnswerBytes);
        AuthSettings.AUTH_CACHE_ENTRIES.require(cacheEntries);
        AuthSettings.AUTH_CACHE_SECONDS.require(cacheAge);
        AuthSettings.AUTH_CLOCK_SKEW.require(clockSkew);
    }

    static AuthLimits from(SettingValues values) {
        return new AuthLimits(
                values.get(AuthSettings.AUTH_TIMEOUT),
                values.get(AuthSettings.AUTH_MAX_CONCURRENT),
                values.get(AuthSettings.AUTH_MAX_WAITING),
                values.get(AuthSettings.AUTH_MAX_ANSWER_BYTES),
                values.get(AuthSettings.AUTH_CACHE_ENTRIES),
                values.get(AuthSettings.AUTH_CACHE_SECONDS),
                values.get(AuthSettings.AUTH_CLOCK_SKEW));
    }
}
