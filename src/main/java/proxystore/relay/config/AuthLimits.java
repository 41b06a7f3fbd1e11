package proxystore.relay.config;

import java.time.Duration;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * The limits of checking tokens.
 *
 * @param timeout longest time from a registration to its answer, waiting and check together
 * @param maxConcurrent concurrent checks
 * @param maxWaiting checks that wait for a thread; the connection of one more is closed with 1013
 * @param maxAnswerBytes longest answer of the provider in bytes; with a longer one the check fails
 * @param cacheEntries number of cached tokens, 0 for none
 * @param cacheAge longest time that a token is cached; it is dropped earlier when it expires
 * @param refusedCacheAge time that a refused token is cached
 * @param maxFailuresPerMinute refused tokens of one address within a minute, 0 for any number; then its unknown tokens are
 *     not checked
 * @param clockSkew longest difference of the provider's clock when a token's times are checked
 */
public record AuthLimits(
        Duration timeout,
        int maxConcurrent,
        int maxWaiting,
        int maxAnswerBytes,
        int cacheEntries,
        Duration cacheAge,
        Duration refusedCacheAge,
        int maxFailuresPerMinute,
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
        AuthSettings.AUTH_REFUSED_CACHE_SECONDS.require(refusedCacheAge);
        AuthSettings.AUTH_MAX_FAILURES.require(maxFailuresPerMinute);
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
                values.get(AuthSettings.AUTH_REFUSED_CACHE_SECONDS),
                values.get(AuthSettings.AUTH_MAX_FAILURES),
                values.get(AuthSettings.AUTH_CLOCK_SKEW));
    }
}
