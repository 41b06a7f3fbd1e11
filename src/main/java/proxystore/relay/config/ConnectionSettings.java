package proxystore.relay.config;

import java.time.Duration;
import java.util.List;
import proxystore.relay.config.schema.AppliedWhen;
import proxystore.relay.config.schema.Setting;
import proxystore.relay.config.schema.SettingTypes;

/**
 * The tables about connections: {@code address}, {@code admission}, {@code inbox}, {@code outbox}, {@code heartbeat},
 * {@code takeover}, {@code shutdown} and {@code proxy}.
 */
final class ConnectionSettings {
    static final Setting<Integer> ADDRESS_MAX_CONNECTIONS = Setting.of(
                    "address.max_connections",
                    SettingTypes.integer(0, 1_000_000),
                    0,
                    "WebSockets that one IPv4 address, or one IPv6 network of 64 bits, may have open; one more is closed with"
                            + " 1013 (try again later) and counts until its connection has ended. 0 for any number, because"
                            + " endpoints behind one NAT share an address. HTTP requests are not counted; standalone, an unfinished one ends after"
                            + " heartbeat.pong_timeout.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Integer> ADDRESS_MAX_HANDSHAKES = Setting.of(
                    "address.max_handshakes_per_second",
                    SettingTypes.integer(0, 1_000_000),
                    0,
                    "WebSockets that one IPv4 address, or one IPv6 network of 64 bits, may open in a second, and ten times as"
                            + " many at once; one more is closed with 1013 (try again later). 0 for any number, because all"
                            + " endpoints behind one NAT connect at once when a relay restarts.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Duration> ADDRESS_CLOSE_TIMEOUT = Setting.of(
                    "address.close_timeout",
                    SettingTypes.seconds(0.01, 3600),
                    Duration.ofSeconds(2),
                    "Seconds for the client of a refused WebSocket to answer the close; then its connection is cut"
                            + " (by Tomcat up to 10 s later).")
            .applied(AppliedWhen.AT_ONCE);

    static final Setting<Integer> ADMISSION_MAX_CONNECTIONS = Setting.of(
                    "admission.max_connections",
                    SettingTypes.integer(0, 10_000_000),
                    0,
                    "WebSockets that may be open; one more is closed with 1013 (try again later) and counts until its"
                            + " connection has ended. 0 for as many as the process has free file descriptors at its start,"
                            + " less an eighth and at least 128 for everything else.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Integer> ADMISSION_MAX_USER_CONNECTIONS = Setting.of(
                    "admission.max_user_connections",
                    SettingTypes.integer(0, 1_000_000),
                    0,
                    "Registered WebSockets of one user; the registration of one more closes it with 1013 (try again later),"
                            + " unless it takes over a uuid of the same user. 0 for any number, because a user may run any"
                            + " number of endpoints. Without auth.method it has no effect.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Long> ADMISSION_MAX_RECEIVED_BYTES = Setting.of(
                    "admission.max_received_bytes",
                    SettingTypes.longInteger(0, 1L << 40),
                    0L,
                    "Bytes of memory of the unfinished messages of all connections, and of those that wait for a token check; a"
                            + " connection whose message goes beyond it is closed with 1013 (try again later). Standalone, the unfinished"
                            + " requests of all connections may take as much again; a connection beyond it is cut. 0 for an eighth"
                            + " of the JVM's maximum heap.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Integer> ADMISSION_MAX_UNREGISTERED_BYTES = Setting.of(
                    "admission.max_unregistered_bytes",
                    SettingTypes.integer(256, 1 << 30),
                    8192,
                    "Longest accepted message in UTF-8 bytes until a connection's registration has arrived; a"
                            + " longer one closes the connection as soon as its length is known.")
            .applied(AppliedWhen.CONNECTION);
    static final Setting<Duration> ADMISSION_REGISTRATION_TIMEOUT = Setting.of(
                    "admission.registration_timeout",
                    SettingTypes.seconds(0.01, 3600),
                    Duration.ofSeconds(30),
                    "Seconds for a connection's registration to arrive; then the connection is closed with 1013"
                            + " (try again later).")
            .applied(AppliedWhen.CONNECTION);
    static final Setting<Duration> ADMISSION_MESSAGE_TIMEOUT = Setting.of(
                    "admission.message_timeout",
                    SettingTypes.seconds(0.01, 86_400),
                    Duration.ofMinutes(2),
                    "Seconds for one message to arrive, from its first byte to its last; then its connection is"
                            + " closed with 1013 (try again later).")
            .applied(AppliedWhen.CONNECTION);

    static final Setting<Integer> INBOX_MAX_MESSAGES = Setting.of(
                    "inbox.max_messages",
                    SettingTypes.integer(1, 10_000),
                    64,
                    "Messages of one connection that may wait while its user is being authenticated; one more"
                            + " closes the connection.")
            .applied(AppliedWhen.CONNECTION);
    static final Setting<Long> INBOX_MAX_BYTES = Setting.of(
                    "inbox.max_bytes",
                    SettingTypes.longInteger(1024, 1L << 40),
                    1L << 20,
                    "UTF-8 bytes of messages of one connection that may wait while its user is being authenticated;"
                            + " a message beyond it closes the connection.")
            .applied(AppliedWhen.CONNECTION);

    static final Setting<Integer> OUTBOX_MAX_MESSAGES = Setting.of(
                    "outbox.max_messages",
                    SettingTypes.integer(1, 1_000_000),
                    65_536,
                    "Messages that may wait to be sent to one connection, a limit for tiny ones; one more is"
                            + " returned to its sender.")
            .applied(AppliedWhen.CONNECTION);
    static final Setting<Long> OUTBOX_MAX_BYTES = Setting.of(
                    "outbox.max_bytes",
                    SettingTypes.longInteger(1024, 1L << 40),
                    16L << 20,
                    "UTF-8 bytes that may wait to be sent to one connection; a message beyond it is returned to its"
                            + " sender.")
            .applied(AppliedWhen.CONNECTION);
    static final Setting<Long> OUTBOX_MAX_RETURNED_BYTES = Setting.of(
                    "outbox.max_returned_bytes",
                    SettingTypes.longInteger(1024, 1L << 40),
                    64L << 20,
                    "UTF-8 bytes of returned messages that may wait to be sent to one connection, besides"
                            + " outbox.max_bytes; a returned message beyond it closes the connection, whose client does not"
                            + " read.")
            .applied(AppliedWhen.CONNECTION);
    static final Setting<Long> OUTBOX_MAX_TOTAL_BYTES = Setting.of(
                    "outbox.max_total_bytes",
                    SettingTypes.longInteger(0, 1L << 40),
                    0L,
                    "Bytes of memory of the messages that wait to be sent to all connections: their text, twice the"
                            + " sender's name and 512 bytes each. A message beyond it is returned to its sender; responses"
                            + " and returned messages may take as much again. 0 for a quarter of the JVM's maximum heap.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Duration> OUTBOX_SEND_TIMEOUT = Setting.of(
                    "outbox.send_timeout",
                    SettingTypes.seconds(0.01, 3600),
                    Duration.ofSeconds(20),
                    "Seconds for one send; then its connection is ended.")
            .applied(AppliedWhen.CONNECTION);

    static final Setting<Duration> PING_INTERVAL = Setting.of(
            "heartbeat.ping_interval",
            SettingTypes.seconds(0.01, 3600),
            Duration.ofSeconds(20),
            "Seconds after the last bytes from a connection's client, or after the last message or pong to it, when the relay"
                    + " pings it. Two pings of one connection are at least as far apart.");
    static final Setting<Duration> PONG_TIMEOUT = Setting.of(
            "heartbeat.pong_timeout",
            SettingTypes.seconds(0.01, 3600),
            Duration.ofSeconds(20),
            "Seconds without activity after a ping at which a connection is cut; also the limit for an"
                    + " unfinished close and, standalone, for an unfinished HTTP request.");

    static final Setting<Integer> TAKEOVER_MAX_PER_MINUTE = Setting.of(
                    "takeover.max_per_minute",
                    SettingTypes.integer(1, 1_000_000),
                    60,
                    "Takeovers of one uuid within a minute; the next endpoint that claims it is refused.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Integer> TAKEOVER_MAX_UUIDS = Setting.of(
                    "takeover.max_uuids",
                    SettingTypes.integer(1, 1_000_000),
                    10_000,
                    "Uuids whose takeovers are counted at a time; one more resets the count of the oldest.")
            .applied(AppliedWhen.AT_ONCE);

    static final Setting<Duration> SHUTDOWN_DRAIN = Setting.of(
                    "shutdown.drain",
                    SettingTypes.seconds(0, 3600),
                    Duration.ofSeconds(1),
                    "Seconds over which a stopping relay spreads the closes of its connections, so that not all clients connect"
                            + " elsewhere at once; less with fewer than 250 connections per second. 0 to close all at once.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Duration> SHUTDOWN_TIMEOUT = Setting.of(
                    "shutdown.timeout",
                    SettingTypes.seconds(0, 300),
                    Duration.ofSeconds(3),
                    "Seconds that a stopping relay waits for its connections to end after shutdown.drain; half of them also for"
                            + " messages that are being sent. The connections that are then open are cut.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Duration> SHUTDOWN_LAME_DUCK = Setting.of(
                    "shutdown.lame_duck",
                    SettingTypes.seconds(0, 2_592_000),
                    Duration.ofHours(24),
                    "Seconds for which a relay that leaves its port to a successor (SIGURG) goes on serving its clients; then it"
                            + " closes those that are left. Standalone only.")
            .applied(AppliedWhen.AT_ONCE);

    static final Setting<List<AddressRange>> PROXY_TRUSTED = Setting.of(
                    "proxy.trusted",
                    SettingTypes.list(ValueTypes.addressRange(), 0),
                    List.of(),
                    "Reverse proxies whose X-Forwarded-For or Forwarded header is used. A proxy that writes"
                            + " X-Forwarded-For must remove the client's Forwarded header: if the two name different hosts,"
                            + " the proxy's own address is logged and limited.")
            .applied(AppliedWhen.AT_ONCE);

    /** In the order of {@code relay.toml}. */
    static final List<Setting<?>> ALL = List.of(
            ADDRESS_MAX_CONNECTIONS,
            ADDRESS_MAX_HANDSHAKES,
            ADDRESS_CLOSE_TIMEOUT,
            ADMISSION_MAX_CONNECTIONS,
            ADMISSION_MAX_USER_CONNECTIONS,
            ADMISSION_MAX_RECEIVED_BYTES,
            ADMISSION_MAX_UNREGISTERED_BYTES,
            ADMISSION_REGISTRATION_TIMEOUT,
            ADMISSION_MESSAGE_TIMEOUT,
            INBOX_MAX_MESSAGES,
            INBOX_MAX_BYTES,
            OUTBOX_MAX_MESSAGES,
            OUTBOX_MAX_BYTES,
            OUTBOX_MAX_RETURNED_BYTES,
            OUTBOX_MAX_TOTAL_BYTES,
            OUTBOX_SEND_TIMEOUT,
            PING_INTERVAL,
            PONG_TIMEOUT,
            TAKEOVER_MAX_PER_MINUTE,
            TAKEOVER_MAX_UUIDS,
            SHUTDOWN_DRAIN,
            SHUTDOWN_TIMEOUT,
            SHUTDOWN_LAME_DUCK,
            PROXY_TRUSTED);

    private ConnectionSettings() {}
}
