package proxystore.relay.config;

/**
 * What only the standalone relay has.
 *
 * @param selectors threads that read and write; 0 for one per core
 * @param frames the way of whole text messages
 */
public record StandaloneConfig(int selectors, Frames frames) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if the number of threads is out of range
     */
    public StandaloneConfig {
        Settings.STANDALONE_SELECTORS.require(selectors);
    }

    static StandaloneConfig from(SettingValues values) {
        return new StandaloneConfig(values.get(Settings.STANDALONE_SELECTORS), values.get(Settings.STANDALONE_FRAMES));
    }
}
