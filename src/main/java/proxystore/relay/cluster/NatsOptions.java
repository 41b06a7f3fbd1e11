package proxystore.relay.cluster;

import io.nats.client.Options;
import io.nats.client.Options.HostnameResolveMode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import javax.net.ssl.SSLContext;
import proxystore.relay.config.ClusterConfig;
import proxystore.relay.config.ClusterCredentials;
import proxystore.relay.config.ClusterTls;
import proxystore.relay.config.schema.InvalidSettingException;

/** What a configuration says about connections to NATS, as jnats takes it. */
final class NatsOptions {
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(2);
    /** NATS that answers none of two pings is taken for lost. */
    private static final Duration PING_INTERVAL = Duration.ofSeconds(2);

    private static final int UNANSWERED_PINGS = 2;
    /** The longest time that one write to the socket may take; then the connection is lost. */
    private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(5);

    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final int MAX_DOUBLINGS = 5;

    private NatsOptions() {}

    /**
     * Servers, authentication, TLS, the times of pings and reconnects. Servers that are not in the configuration are not used,
     * even if the others name them: their certificates would be for addresses that no administrator has chosen.
     *
     * @param node the name of this node, for the logs and statistics of NATS
     * @throws InvalidSettingException if a file that the configuration names is not in order
     */
    static Options.Builder of(ClusterConfig config, String node) {
        Options.Builder options = new Options.Builder()
                .servers(config.urls().stream().map(URI::toString).toArray(String[]::new))
                .ignoreDiscoveredServers()
                .hostnameResolveMode(
                        HostnameResolveMode.HappyEyeballs) // keeps the name, which certificates are checked against
                .connectionName(node)
                .connectionTimeout(CONNECTION_TIMEOUT)
                .pingInterval(PING_INTERVAL)
                .maxPingsOut(UNANSWERED_PINGS)
                .socketWriteTimeout(WRITE_TIMEOUT)
                .reconnectDelayHandler(NatsOptions::retryDelay);
        authenticate(config.credentials(), options);
        if (config.usesTls()) {
            options.sslContext(tls(config.tls()));
        }
        return options;
    }

    private static void authenticate(ClusterCredentials credentials, Options.Builder options) {
        if (credentials.user().isPresent() && credentials.password().isPresent()) {
            options.userInfo(
                    credentials.user().get().toCharArray(),
                    credentials.password().get().value().toCharArray());
        }
        credentials
                .nkeyFile()
                .ifPresent(file -> options.authHandler(handler("cluster.nkey_file", file, NatsCredentials::ofNkey)));
        credentials
                .credentialsFile()
                .ifPresent(file ->
                        options.authHandler(handler("cluster.credentials_file", file, NatsCredentials::ofCredentials)));
    }

    private static NatsAuthentication handler(String key, Path file, NatsAuthentication.CredentialsForm form) {
        try {
            return NatsAuthentication.open(file, form);
        } catch (IOException e) {
            throw new InvalidSettingException(key, String.valueOf(e.getMessage()));
        }
    }

    private static SSLContext tls(ClusterTls tls) {
        NatsTls made = new NatsTls();
        read("cluster.ca_file", tls.caFile(), made::trust);
        read("cluster.certfile", tls.certfile(), made::certificate);
        read("cluster.keyfile", tls.keyfile(), made::key);
        return made.context();
    }

    /** Uses a file. */
    private interface FileReader {
        void read(Path file) throws IOException;
    }

    private static void read(String key, Optional<Path> file, FileReader reader) {
        if (file.isPresent()) {
            try {
                reader.read(file.get());
            } catch (IOException e) {
                throw new InvalidSettingException(key, String.valueOf(e.getMessage()));
            }
        }
    }

    /** The time before all servers are tried once more: doubled up to some seconds, less up to half of it at random. */
    private static Duration retryDelay(long rounds) {
        long nanos = FIRST_RETRY.toNanos() << Math.min(Math.max(rounds - 1, 0), MAX_DOUBLINGS);
        return Duration.ofNanos(nanos - ThreadLocalRandom.current().nextLong(nanos / 2));
    }
}
