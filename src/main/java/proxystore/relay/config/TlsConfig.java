package proxystore.relay.config;

import java.time.Duration;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * TLS of the standalone relay.
 *
 * @param provider the implementation
 * @param certificateCheckInterval time between two checks whether certfile or keyfile has changed
 */
public record TlsConfig(TlsProvider provider, Duration certificateCheckInterval) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if the interval is out of range
     */
    public TlsConfig {
        StandaloneSettings.STANDALONE_CERTIFICATE_CHECK_INTERVAL.require(certificateCheckInterval);
    }

    static TlsConfig from(SettingValues values) {
        return new TlsConfig(
                values.get(StandaloneSettings.STANDALONE_TLS_PROVIDER),
                values.get(StandaloneSettings.STANDALONE_CERTIFICATE_CHECK_INTERVAL));
    }
}
