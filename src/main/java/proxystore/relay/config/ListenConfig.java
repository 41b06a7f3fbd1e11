package proxystore.relay.config;

import java.nio.file.Path;
import java.util.Optional;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * Where the standalone relay listens.
 *
 * @param host name or address of the network interface
 * @param port TCP port, 0 for any free one
 * @param certfile PEM file with the certificate chain; present means TLS
 * @param keyfile PEM file with the private key; without it the key is taken from {@code certfile}
 */
public record ListenConfig(String host, int port, Optional<Path> certfile, Optional<Path> keyfile) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if the port is out of range, or there is a keyfile without a certfile
     */
    public ListenConfig {
        GeneralSettings.PORT.require(port);
        if (keyfile.isPresent() && certfile.isEmpty()) {
            throw new InvalidSettingException(GeneralSettings.KEYFILE.key(), "needs certfile to be set as well");
        }
    }

    static ListenConfig from(SettingValues values) {
        return new ListenConfig(
                values.get(GeneralSettings.HOST),
                values.get(GeneralSettings.PORT),
                values.find(GeneralSettings.CERTFILE),
                values.find(GeneralSettings.KEYFILE));
    }
}
