package proxystore.relay.standalone.server;

import proxystore.relay.config.ConfigException;
import proxystore.relay.config.LoadedConfig;

/** Where a relay's configuration comes from: its command line, environment and file. */
@FunctionalInterface
public interface ConfigSource {
    /**
     * Loads the configuration; each call reads the file again.
     *
     * @throws ConfigException on the first mistake
     */
    LoadedConfig load() throws ConfigException;
}
