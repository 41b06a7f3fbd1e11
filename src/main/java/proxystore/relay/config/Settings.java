package proxystore.relay.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every setting, once. Names, checks, {@code print-config}, {@code check-config} and the README's table come from here.
 * The keys of the first table, of {@code auth} and of {@code logging} are those of ProxyStore 1.0's
 * {@code RelayServingConfig}, so that its {@code relay.toml} drives this relay.
 */
public final class Settings {
    static final String ENVIRONMENT_PREFIX = "RELAY_";
    static final String CONTEXT_PREFIX = "relay.";

    /** The table's rows, in the order in which they are shown. Filled by this class's initialisation only. */
    private static final List<Setting<?>> ROWS = new ArrayList<>();

    static final Setting<String> HOST = setting(
            "host",
            SettingTypes.text(),
            "0.0.0.0",
            "Address of the network interface to listen on; 0.0.0.0 is all of them. Standalone only.");
    static final Setting<Integer> PORT = setting(
            "port",
            SettingTypes.integer(0, 65_535),
            8765,
            "TCP port to listen on; 0 takes any free one. Standalone only.");
    static final Setting<Path> CERTFILE = setting(
            "certfile", SettingTypes.path(), "PEM file with the certificate chain; turns TLS on. Standalone only.");
    static final Setting<Path> KEYFILE = setting(
            "keyfile",
            SettingTypes.path(),
            "PEM file with the private key; without it the key is taken from certfile. Standalone only.");
    static final Setting<Integer> MAX_MESSAGE_BYTES = setting(
            "max_message_bytes",
            SettingTypes.integer(256, 1 << 30),
            1 << 20,
            "Longest accepted message, in UTF-8 bytes; a longer one closes its connection.");
    static final Setting<Protocol> PROTOCOL = setting(
            "protocol",
            SettingTypes.choice(Protocol.class),
            Protocol.AUTO,
            "Accepted generation of endpoints: 0.5 is ProxyStore 0.4 to 0.5, 1.0 is ProxyStore 0.6 and later.");
    static final Setting<SourcePolicy> SOURCE = setting(
            "source",
            SettingTypes.choice(SourcePolicy.class),
            SourcePolicy.TRUST,
            "What happens to a message whose source_uuid is not its sender's own, on a relay without users.");

    static final Setting<Integer> ADDRESS_MAX_CONNECTIONS = setting(
            "address.max_connections",
            SettingTypes.integer(0, 1_000_000),
            0,
            "Connections that one IP address may have open at a time; one more is closed with 1013, try again later."
                    + " 0 for any number, as the endpoints behind one NAT share an address.");

    static final Setting<Integer> INBOX_MAX_MESSAGES = setting(
            "inbox.max_messages",
            SettingTypes.integer(1, 10_000),
            64,
            "Messages of one connection that may wait while its user is being authenticated; one more closes it.");
    static final Setting<Long> INBOX_MAX_BYTES = setting(
            "inbox.max_bytes",
            SettingTypes.longInteger(1024, 1L << 40),
            1L << 20,
            "UTF-8 bytes of these messages; a message past it closes its connection.");

    static final Setting<Integer> OUTBOX_MAX_MESSAGES = setting(
            "outbox.max_messages",
            SettingTypes.integer(1, 1_000_000),
            256,
            "Messages that may wait to be sent to one connection; one more goes back to its sender.");
    static final Setting<Long> OUTBOX_MAX_BYTES = setting(
            "outbox.max_bytes",
            SettingTypes.longInteger(1024, 1L << 40),
            4L << 20,
            "UTF-8 bytes that may wait to be sent to one connection; a message past it goes back to its sender.");
    static final Setting<Long> OUTBOX_MAX_RETURNED_BYTES = setting(
            "outbox.max_returned_bytes",
            SettingTypes.longInteger(1024, 1L << 40),
            16L << 20,
            "UTF-8 bytes that may wait besides: messages that come back to their sender because connections have ended;"
                    + " one past it closes the sender, who does not read.");
    static final Setting<Duration> OUTBOX_SEND_TIMEOUT = setting(
            "outbox.send_timeout",
            SettingTypes.seconds(0.01, 3600),
            Duration.ofSeconds(20),
            "Seconds that one send may take before its connection is ended.");

    static final Setting<Duration> PING_INTERVAL = setting(
            "heartbeat.ping_interval",
            SettingTypes.seconds(0.01, 3600),
            Duration.ofSeconds(20),
            "Seconds between two pings of one connection.");
    static final Setting<Duration> PONG_TIMEOUT = setting(
            "heartbeat.pong_timeout",
            SettingTypes.seconds(0.01, 3600),
            Duration.ofSeconds(20),
            "Seconds without a sign of life after a ping that end a connection, as an unfinished close does and,"
                    + " standalone, an unfinished HTTP request.");

    static final Setting<Integer> TAKEOVER_MAX_PER_MINUTE = setting(
            "takeover.max_per_minute",
            SettingTypes.integer(1, 1_000_000),
            60,
            "Takeovers of one uuid within a minute; the next endpoint that claims it is refused.");
    static final Setting<Integer> TAKEOVER_MAX_UUIDS = setting(
            "takeover.max_uuids",
            SettingTypes.integer(1, 1_000_000),
            10_000,
            "Uuids whose takeovers are counted at a time; past it the one counted longest begins anew.");

    static final Setting<Duration> SHUTDOWN_TIMEOUT = setting(
            "shutdown.timeout",
            SettingTypes.seconds(0, 300),
            Duration.ofSeconds(3),
            "Seconds that a stopping relay waits for its connections to close.");

    static final Setting<Integer> STANDALONE_SELECTORS = setting(
            "standalone.selectors",
            SettingTypes.integer(0, 1024),
            0,
            "Threads that read and write, each for its share of the connections; 0 for one per core. Standalone only.");
    static final Setting<Frames> STANDALONE_FRAMES = setting(
            "standalone.frames",
            SettingTypes.choice(Frames.class),
            Frames.DIRECT,
            "Way of whole text messages: direct, or through Tyrus as all others (slower). Standalone only.");
    static final Setting<Integer> STANDALONE_MAX_UNSENT_FRAMES = setting(
            "standalone.max_unsent_frames",
            SettingTypes.integer(1, 1_000_000),
            16,
            "Pongs that may wait to be sent to one connection; at more, its pings are not answered. Standalone only.");
    static final Setting<Integer> STANDALONE_MAX_LOG_ENTRIES = setting(
            "standalone.max_log_entries",
            SettingTypes.integer(1, 1_000_000),
            8192,
            "Log entries that may wait to be written; further ones are dropped and counted. Standalone only.");
    static final Setting<Duration> STANDALONE_LOG_TIMEOUT = setting(
            "standalone.log_timeout",
            SettingTypes.seconds(0.01, 300),
            Duration.ofSeconds(2),
            "Seconds that a relay that has stopped waits for its last log entries to be written. Standalone only.");

    static final Setting<List<AddressRange>> PROXY_TRUSTED = setting(
            "proxy.trusted",
            SettingTypes.list(SettingTypes.addressRange(), 0),
            List.of(),
            "Reverse proxies whose X-Forwarded-For or Forwarded header is believed.");

    static final Setting<AuthMethod> AUTH_METHOD = setting(
            "auth.method",
            SettingTypes.choice(AuthMethod.class),
            AuthMethod.NONE,
            "How a client's user is found; container is for the WAR.");
    static final Setting<Duration> AUTH_TIMEOUT = setting(
            "auth.timeout",
            SettingTypes.seconds(0.01, 300),
            Duration.ofSeconds(10),
            "Seconds that one question to the identity provider may take.");
    static final Setting<Integer> AUTH_MAX_CONCURRENT = setting(
            "auth.max_concurrent",
            SettingTypes.integer(1, 1024),
            16,
            "Questions to the identity provider at once; further ones wait.");
    static final Setting<Integer> AUTH_MAX_WAITING = setting(
            "auth.max_waiting",
            SettingTypes.integer(0, 1_000_000),
            1024,
            "Questions that may wait; one more closes its connection with 1013, try again later.");
    static final Setting<Integer> AUTH_MAX_ANSWER_BYTES = setting(
            "auth.max_answer_bytes",
            SettingTypes.integer(1024, 1 << 30),
            1 << 20,
            "Longest answer of the identity provider, in bytes; a longer one counts as none.");
    static final Setting<Integer> AUTH_CACHE_ENTRIES = setting(
            "auth.cache_entries",
            SettingTypes.integer(0, 1_000_000),
            4096,
            "globus: checked tokens that are remembered; 0 is none, past it the oldest is forgotten.");
    static final Setting<Duration> AUTH_CACHE_SECONDS = setting(
            "auth.cache_seconds",
            SettingTypes.seconds(0, 86_400),
            Duration.ofSeconds(60),
            "globus: seconds that a checked token stays good unasked, even if revoked; at most until it expires.");
    static final Setting<Duration> AUTH_CLOCK_SKEW = setting(
            "auth.clock_skew",
            SettingTypes.seconds(0, 600),
            Duration.ofSeconds(60),
            "Seconds that the provider's clock may be off when a token's times are checked.");
    static final Setting<Duration> AUTH_KEYS_MAX_AGE = setting(
            "auth.keys_max_age",
            SettingTypes.seconds(1, 86_400),
            Duration.ofMinutes(5),
            "jwt: seconds after which the provider's keys are fetched again, so that a withdrawn one stops being good.");
    static final Setting<Duration> AUTH_KEYS_MIN_INTERVAL = setting(
            "auth.keys_min_interval",
            SettingTypes.seconds(0.01, 3600),
            Duration.ofSeconds(10),
            "jwt: seconds in which the provider is not asked again after it failed, or was asked for an unknown key.");
    static final Setting<Reauthentication> REAUTHENTICATE = setting(
            "auth.reauthenticate",
            SettingTypes.choice(Reauthentication.class),
            Reauthentication.NEVER,
            "What happens to a connection whose token expires: nothing, or it is closed with 4002, after which ProxyStore's"
                    + " endpoints do not come back by themselves.");

    static final Setting<String> CLIENT_ID = setting(
            "auth.kwargs.client_id",
            SettingTypes.text(),
            "globus: the relay's client id at the provider; also read from PROXYSTORE_GLOBUS_CLIENT_ID.");
    static final Setting<Secret> CLIENT_SECRET = setting(
            "auth.kwargs.client_secret",
            SettingTypes.secret(),
            "globus: the secret of client_id; also read from PROXYSTORE_GLOBUS_CLIENT_SECRET.");
    static final Setting<List<String>> AUDIENCE = setting(
            "auth.kwargs.audience",
            SettingTypes.list(SettingTypes.text(), 0),
            "globus, jwt: a token must be meant for one of these; not set is \"ProxyStore\" for globus and any for"
                    + " jwt, [] is any.");
    static final Setting<URI> INTROSPECTION_URL = setting(
            "auth.kwargs.introspection_url",
            SettingTypes.url(),
            URI.create("https://auth.globus.org/v2/oauth2/token/introspect"),
            "globus: the provider's token introspection endpoint (RFC 7662).");
    static final Setting<String> ISSUER =
            setting("auth.kwargs.issuer", SettingTypes.text(), "jwt: the issuer (iss) that a token must name.");
    static final Setting<URI> JWKS_URL =
            setting("auth.kwargs.jwks_url", SettingTypes.url(), "jwt: where the provider publishes its keys.");
    static final Setting<List<String>> ALGORITHMS = setting(
            "auth.kwargs.algorithms",
            SettingTypes.list(
                    SettingTypes.choice(
                            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")),
                    1),
            List.of("RS256", "PS256", "ES256"),
            "jwt: accepted signature algorithms.");
    static final Setting<Path> TOKENS_FILE =
            setting("auth.kwargs.tokens_file", SettingTypes.path(), "tokens: the file of users and token hashes.");

    static final Setting<Path> LOG_DIR = setting(
            "logging.log_dir",
            SettingTypes.path(),
            "Directory of server.log, made if missing; without it the log goes to standard output only."
                    + " Standalone only.");
    static final Setting<LogLevel> DEFAULT_LEVEL = setting(
            "logging.default_level", SettingTypes.logLevel(), LogLevel.INFO, "Lowest logged level. Standalone only.");
    static final Setting<LogLevel> WEBSOCKETS_LEVEL = setting(
            "logging.websockets_level",
            SettingTypes.logLevel(),
            LogLevel.WARNING,
            "Lowest logged level of the WebSocket implementation. Standalone only.");
    static final Setting<Duration> CURRENT_CLIENT_INTERVAL = setting(
            "logging.current_client_interval",
            SettingTypes.seconds(0, 86_400),
            Duration.ofSeconds(60),
            "Seconds between two entries with the number of connected clients; 0 is never.");
    static final Setting<Integer> CURRENT_CLIENT_LIMIT = setting(
            "logging.current_client_limit",
            SettingTypes.integer(0, 1_000_000),
            32,
            "Below this many clients the entry lists each of them; 0 is never.");
    static final Setting<Integer> MAX_WARNINGS = setting(
            "logging.max_warnings",
            SettingTypes.integer(1, 1_000_000),
            10,
            "Warnings about one connection's messages within a minute; further ones are logged at DEBUG.");

    private Settings() {}

    /** Every setting, in the order of {@code relay.toml}. */
    public static List<Setting<?>> all() {
        return Collections.unmodifiableList(ROWS);
    }

    /** The setting with this key, as in {@code outbox.max_bytes}. */
    public static Optional<Setting<?>> find(String key) {
        return all().stream().filter(setting -> setting.key().equals(key)).findFirst();
    }

    private static <T> Setting<T> setting(String key, SettingType<T> type, T defaultValue, String description) {
        return add(new Setting<>(key, type, Optional.of(defaultValue), description));
    }

    private static <T> Setting<T> setting(String key, SettingType<T> type, String description) {
        return add(new Setting<>(key, type, Optional.empty(), description));
    }

    private static <T> Setting<T> add(Setting<T> setting) {
        ROWS.add(setting);
        return setting;
    }
}
