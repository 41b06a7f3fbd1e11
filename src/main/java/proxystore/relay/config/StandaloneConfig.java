package proxystore.relay.config;

/**
 * What only the standalone relay has.
 *
 * @param selectors threads that read and write; 0 for one per core
 * @param frames the way of whole text messages
 * @param maxLogEntries log entries that may wait to be written; further ones are dropped and counted
 */
public record StandaloneConfig(int selectors, Frames frames, int maxLogEntries) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if a number is out of range
     */
    public StandaloneConfig {
        Settings.STANDALONE_SELECTORS.require(selectors);
        Settings.STANDALONE_MAX_LOG_ENTRIES.require(maxLogEntries);
    }

    static StandaloneConfig from(SettingValues values) {
        return new StandaloneConfig(
                values.get(Settings.STANDALONE_SELECTORS),
                values.get(Settings.STANDALONE_FRAMES),
                values.get(Settings.STANDALONE_MAX_LOG_ENTRIES));
    }
}
