package proxystore.relay.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.Setting;
import proxystore.relay.config.schema.SettingValues;

/**
 * How a node authenticates to NATS: in one way at most.
 *
 * @param credentialsFile file with a JWT and its seed
 * @param nkeyFile file with the seed of an NKey
 * @param user a user's name, present exactly with its password
 * @param password the user's password
 */
public record ClusterCredentials(
        Optional<Path> credentialsFile, Optional<Path> nkeyFile, Optional<String> user, Optional<Secret> password) {
    /** No authentication. */
    public static final ClusterCredentials NONE =
            new ClusterCredentials(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if there is more than one way, or half of one
     */
    public ClusterCredentials {
        List<Setting<?>> ways = Stream.of(
                        credentialsFile.map(file -> ClusterSettings.CREDENTIALS_FILE),
                        nkeyFile.map(file -> ClusterSettings.NKEY_FILE),
                        user.map(name -> ClusterSettings.USER))
                .<Setting<?>>flatMap(Optional::stream)
                .toList();
        if (ways.size() > 1) {
            throw new InvalidSettingException(
                    ways.get(1).key(), "does not go with " + ways.get(0) + ": a node authenticates in one way");
        }
        if (user.isPresent() != password.isPresent()) {
            Setting<?> given = user.isPresent() ? ClusterSettings.USER : ClusterSettings.PASSWORD;
            Setting<?> missing = user.isPresent() ? ClusterSettings.PASSWORD : ClusterSettings.USER;
            throw new InvalidSettingException(given.key(), "needs " + missing + " to be set");
        }
    }

    static ClusterCredentials from(SettingValues values) {
        return new ClusterCredentials(
                values.find(ClusterSettings.CREDENTIALS_FILE),
                values.find(ClusterSettings.NKEY_FILE),
                values.find(ClusterSettings.USER),
                values.find(ClusterSettings.PASSWORD));
    }
}
