package proxystore.relay.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import proxystore.relay.config.schema.Setting;
import proxystore.relay.config.schema.SettingTypes;

/** The table {@code cluster}: how this relay is joined with other nodes. */
final class ClusterSettings {
    static final Setting<List<URI>> URL = Setting.of(
                    "cluster.url",
                    SettingTypes.list(ValueTypes.natsUrl(), 0),
                    List.of(),
                    "NATS servers that join this relay with other nodes, of one NATS cluster if they are several; tls:// for"
                            + " TLS. [] for a relay of one node.")
            .withFlag("--cluster");
    static final Setting<String> PREFIX = Setting.of(
            "cluster.prefix",
            ValueTypes.natsSubject(),
            "proxystore.relay",
            "The first tokens of all NATS subjects that the nodes use, the same on all nodes of one relay. Another relay on the"
                    + " same NATS servers needs another one.");
    static final Setting<String> NODE = Setting.of(
            "cluster.node",
            ValueTypes.nodeName(),
            "The name of this node, for logs and pages; without a value the name of its host. Each start adds a random number.");
    static final Setting<Path> CREDENTIALS_FILE = Setting.of(
            "cluster.credentials_file",
            SettingTypes.path(),
            "The credentials file (.creds) with which this node authenticates to NATS: a JWT and its seed. Read at each"
                    + " connection.");
    static final Setting<Path> NKEY_FILE = Setting.of(
            "cluster.nkey_file",
            SettingTypes.path(),
            "The file with the seed (SU…) of the NKey with which this node authenticates to NATS. Read at each connection.");
    static final Setting<String> USER = Setting.of(
            "cluster.user",
            SettingTypes.text(),
            "The user as which this node authenticates to NATS; needs cluster.password.");
    static final Setting<Secret> PASSWORD =
            Setting.of("cluster.password", ValueTypes.secret(), "The password of cluster.user.");
    static final Setting<Path> CA_FILE = Setting.of(
            "cluster.ca_file",
            SettingTypes.path(),
            "PEM file, or directory of such files, with the authorities that sign the certificates of the NATS servers, in"
                    + " place of Java's; needs tls:// in cluster.url.");
    static final Setting<Path> CERTFILE = Setting.of(
            "cluster.certfile",
            SettingTypes.path(),
            "PEM file with the certificate chain that this node shows to the NATS servers; needs cluster.keyfile.");
    static final Setting<Path> KEYFILE = Setting.of(
            "cluster.keyfile",
            SettingTypes.path(),
            "PEM file with the private key of cluster.certfile (PKCS #8, not encrypted).");
    static final Setting<Duration> REQUEST_TIMEOUT = Setting.of(
            "cluster.request_timeout",
            SettingTypes.seconds(0.1, 60),
            Duration.ofSeconds(5),
            "Seconds for another node to answer a message for one of its clients; then it is uncertain whether the message has"
                    + " arrived.");
    static final Setting<Integer> MAX_PENDING_MESSAGES = Setting.of(
            "cluster.max_pending_messages",
            SettingTypes.integer(1, 1_000_000),
            65_536,
            "Messages of one connection that may wait for the answer of another node; one more is returned to its sender.");
    static final Setting<Long> MAX_PENDING_BYTES = Setting.of(
            "cluster.max_pending_bytes",
            SettingTypes.longInteger(1024, 1L << 40),
            16L << 20,
            "UTF-8 bytes of messages of one connection that may wait for the answer of another node; a message beyond it is"
                    + " returned to its sender.");
    static final Setting<Integer> MAX_TOTAL_MESSAGES = Setting.of(
            "cluster.max_total_messages",
            SettingTypes.integer(1, 10_000_000),
            262_144,
            "Messages of all connections that may wait for the answer of another node; one more is returned to its sender.");
    static final Setting<Long> MAX_TOTAL_BYTES = Setting.of(
            "cluster.max_total_bytes",
            SettingTypes.longInteger(0, 1L << 40),
            0L,
            "UTF-8 bytes of messages of all connections that may wait for the answer of another node; a message beyond it is"
                    + " returned to its sender. 0 for an eighth of the JVM's maximum heap.");
    static final Setting<Boolean> READY_WITHOUT = Setting.of(
            "cluster.ready_without",
            SettingTypes.bool(),
            true,
            "Whether /readyz is 200 while NATS cannot be reached: clients of this node still reach each other.");

    /** In the order of {@code relay.toml}. */
    static final List<Setting<?>> ALL = List.of(
            URL,
            PREFIX,
            NODE,
            CREDENTIALS_FILE,
            NKEY_FILE,
            USER,
            PASSWORD,
            CA_FILE,
            CERTFILE,
            KEYFILE,
            REQUEST_TIMEOUT,
            MAX_PENDING_MESSAGES,
            MAX_PENDING_BYTES,
            MAX_TOTAL_MESSAGES,
            MAX_TOTAL_BYTES,
            READY_WITHOUT);

    private ClusterSettings() {}
}
