package proxystore.relay.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.config.schema.SettingValues;

/**
 * How this relay is joined with other nodes over NATS.
 *
 * @param urls NATS servers of one NATS cluster, all of scheme {@code nats} or all of scheme {@code tls}; empty for a relay of one
 *     node
 * @param prefix the first tokens of all NATS subjects that the nodes use
 * @param node the name of this node; empty for that of its host
 * @param credentials how this node authenticates to NATS
 * @param tls the certificates of connections to {@code tls} servers
 * @param limits the limits of messages to other nodes
 * @param readyWithout whether the relay is ready while NATS cannot be reached
 */
public record ClusterConfig(
        List<URI> urls,
        String prefix,
        Optional<String> node,
        ClusterCredentials credentials,
        ClusterTls tls,
        ClusterLimits limits,
        boolean readyWithout) {
    /**
     * Checks the values.
     *
     * @throws InvalidSettingException if one is not allowed or they contradict each other
     */
    public ClusterConfig {
        urls = List.copyOf(urls);
        ClusterSettings.PREFIX.read(prefix);
        node.ifPresent(ClusterSettings.NODE::read);
        if (urls.stream().map(URI::getScheme).distinct().count() > 1) {
            throw new InvalidSettingException(ClusterSettings.URL.key(), "nats:// and tls:// do not go together");
        }
        if (!urls.isEmpty() && !usesTls(urls)) {
            tls.given().ifPresent(setting -> {
                throw new InvalidSettingException(setting.key(), "needs tls:// in " + ClusterSettings.URL);
            });
        }
    }

    static ClusterConfig from(SettingValues values) {
        return new ClusterConfig(
                values.get(ClusterSettings.URL),
                values.get(ClusterSettings.PREFIX),
                values.find(ClusterSettings.NODE),
                ClusterCredentials.from(values),
                ClusterTls.from(values),
                ClusterLimits.from(values),
                values.get(ClusterSettings.READY_WITHOUT));
    }

    /** Whether there may be other nodes. */
    public boolean isOn() {
        return !urls.isEmpty();
    }

    /** Whether the connections to NATS use TLS. */
    public boolean usesTls() {
        return usesTls(urls);
    }

    private static boolean usesTls(List<URI> urls) {
        return urls.stream().anyMatch(url -> url.getScheme().equals("tls"));
    }
}
