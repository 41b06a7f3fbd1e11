package proxystore.relay.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.Setting;
import proxystore.relay.config.schema.SettingValues;

/**
 * The certificates of a node's TLS connections to NATS.
 *
 * @param caFile PEM file, or directory of such files, of the authorities that sign the servers' certificates; empty for those
 *     that Java trusts
 * @param certfile PEM file of the node's own certificate chain; empty for none
 * @param keyfile PEM file of its private key, present exactly with the chain
 */
public record ClusterTls(Optional<Path> caFile, Optional<Path> certfile, Optional<Path> keyfile) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if there is a certificate without its key or the reverse
     */
    public ClusterTls {
        if (certfile.isPresent() != keyfile.isPresent()) {
            Setting<?> given = certfile.isPresent() ? ClusterSettings.CERTFILE : ClusterSettings.KEYFILE;
            Setting<?> missing = certfile.isPresent() ? ClusterSettings.KEYFILE : ClusterSettings.CERTFILE;
            throw new InvalidSettingException(given.key(), "needs " + missing + " to be set");
        }
    }

    static ClusterTls from(SettingValues values) {
        return new ClusterTls(
                values.find(ClusterSettings.CA_FILE),
                values.find(ClusterSettings.CERTFILE),
                values.find(ClusterSettings.KEYFILE));
    }

    /** A setting that has a value; empty if none has. */
    Optional<Setting<?>> given() {
        return Stream.of(caFile.map(file -> ClusterSettings.CA_FILE), certfile.map(file -> ClusterSettings.CERTFILE))
                .<Setting<?>>flatMap(Optional::stream)
                .findFirst();
    }
}
