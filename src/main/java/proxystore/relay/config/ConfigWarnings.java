package proxystore.relay.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import proxystore.relay.config.schema.Setting;
import proxystore.relay.config.schema.SettingValues;

/** Finds values that are allowed but probably not intended. */
final class ConfigWarnings {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private ConfigWarnings() {}

    /** One line for each finding. */
    static List<String> about(RelayConfig config, SettingValues values) {
        List<String> warnings = new ArrayList<>();
        AuthConfig auth = config.auth();
        if (auth.method() == AuthMethod.NONE
                && Settings.all().stream()
                        .anyMatch(setting -> setting.table().equals("auth.kwargs") && values.differs(setting))) {
            warnings.add("auth.kwargs has values, but auth.method is \"none\": users are not authenticated");
        }
        if (auth.method() == AuthMethod.JWT && auth.audience().isEmpty()) {
            warnings.add("auth.kwargs.audience is empty: tokens that were issued for other services are accepted");
        }
        auth.introspection().ifPresent(part -> plainHttp(AuthSettings.INTROSPECTION_URL, part.url(), warnings));
        auth.jwt().ifPresent(part -> plainHttp(AuthSettings.JWKS_URL, part.jwksUrl(), warnings));
        if (config.outbox().maxBytes() < config.maxMessageBytes()) {
            warnings.add("outbox.max_bytes is less than max_message_bytes: the longest messages cannot be delivered");
        }
        long maxTotalBytes = config.outbox().maxTotalBytes();
        if (maxTotalBytes != 0 && maxTotalBytes < config.outbox().maxBytes()) {
            warnings.add("outbox.max_total_bytes is less than outbox.max_bytes: one receiver that does not read fills"
                    + " all outboxes");
        }
        long maxReceivedBytes = config.admission().maxReceivedBytes();
        if (maxReceivedBytes != 0 && maxReceivedBytes < config.maxMessageBytes()) {
            warnings.add("admission.max_received_bytes is less than max_message_bytes: the longest messages cannot be"
                    + " received");
        }
        if (config.inbox().maxBytes() < config.maxMessageBytes()) {
            warnings.add("inbox.max_bytes is less than max_message_bytes: a client that sends one of the longest"
                    + " messages while its user is being authenticated is closed with 1013");
        }
        AdminConfig admin = config.admin();
        if (admin.port().isPresent()
                && admin.access().contains(AdminAccess.TOKEN)
                && !LOOPBACK.contains(admin.host())) {
            warnings.add(
                    "admin.port has no TLS and admin.host is not loopback: administrators' tokens cross the network"
                            + " unprotected");
        }
        cluster(config.cluster(), values, warnings);
        readableByAll(config, warnings);
        return warnings;
    }

    private static void cluster(ClusterConfig cluster, SettingValues values, List<String> warnings) {
        if (!cluster.isOn() && ClusterSettings.ALL.stream().anyMatch(values::differs)) {
            warnings.add("cluster has values, but " + ClusterSettings.URL + " has none: there are no other nodes");
        }
        if (!cluster.usesTls() && cluster.urls().stream().anyMatch(url -> !LOOPBACK.contains(url.getHost()))) {
            warnings.add(ClusterSettings.URL
                    + " is not tls://: messages, users and passwords cross the network unprotected");
        }
    }

    private static void readableByAll(RelayConfig config, List<String> warnings) {
        ListenConfig listen = config.listen();
        readableByAll(
                listen.keyfile().isPresent() ? GeneralSettings.KEYFILE : GeneralSettings.CERTFILE,
                listen.keyfile().or(listen::certfile),
                warnings);
        readableByAll(AuthSettings.TOKENS_FILE, config.auth().tokensFile(), warnings);
        readableByAll(AdminSettings.TOKENS_FILE, config.admin().tokensFile(), warnings);
        ClusterConfig cluster = config.cluster();
        readableByAll(ClusterSettings.CREDENTIALS_FILE, cluster.credentials().credentialsFile(), warnings);
        readableByAll(ClusterSettings.NKEY_FILE, cluster.credentials().nkeyFile(), warnings);
        readableByAll(ClusterSettings.KEYFILE, cluster.tls().keyfile(), warnings);
    }

    private static void readableByAll(Setting<Path> setting, Optional<Path> file, List<String> warnings) {
        file.flatMap(secrets -> FileModes.warning(setting.key(), secrets)).ifPresent(warnings::add);
    }

    private static void plainHttp(Setting<URI> setting, URI url, List<String> warnings) {
        if ("http".equalsIgnoreCase(url.getScheme()) && !LOOPBACK.contains(url.getHost())) {
            warnings.add(setting + " is plain http: secrets, tokens or keys cross the network unprotected");
        }
    }
}
