package proxystore.relay.config;

import java.time.Duration;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * The settings of the standalone relay only.
 *
 * @param selectors threads that read and write; 0 for one per core
 * @param frames the code that decodes and encodes WebSocket frames
 * @param socket where the listening socket comes from
 * @param tls TLS of the listener
 * @param sendBufferBytes the socket send buffer of each client, in bytes; 0 for the system's
 * @param maxLogEntries log entries that may wait to be written; further ones are dropped and counted
 * @param logTimeout longest time that a relay that has stopped waits for its last log entries to be written
 */
public record StandaloneConfig(
        int selectors,
        FramePath frames,
        ListeningSocket socket,
        TlsConfig tls,
        int sendBufferBytes,
        int maxLogEntries,
        Duration logTimeout) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if a value is out of range
     */
    public StandaloneConfig {
        StandaloneSettings.STANDALONE_SELECTORS.require(selectors);
        StandaloneSettings.STANDALONE_SEND_BUFFER_BYTES.require(sendBufferBytes);
        StandaloneSettings.STANDALONE_MAX_LOG_ENTRIES.require(maxLogEntries);
        StandaloneSettings.STANDALONE_LOG_TIMEOUT.require(logTimeout);
    }

    static StandaloneConfig from(SettingValues values) {
        return new StandaloneConfig(
                values.get(StandaloneSettings.STANDALONE_SELECTORS),
                values.get(StandaloneSettings.STANDALONE_FRAMES),
                values.get(StandaloneSettings.STANDALONE_SOCKET),
                TlsConfig.from(values),
                values.get(StandaloneSettings.STANDALONE_SEND_BUFFER_BYTES),
                values.get(StandaloneSettings.STANDALONE_MAX_LOG_ENTRIES),
                values.get(StandaloneSettings.STANDALONE_LOG_TIMEOUT));
    }
}
