package proxystore.relay.config;

import java.time.Duration;
import java.util.List;
import proxystore.relay.config.schema.Setting;
import proxystore.relay.config.schema.SettingTypes;

/**
 * The tables about connections: {@code address}, {@code admission}, {@code inbox}, {@code outbox}, {@code heartbeat}, {@code takeover},
 * {@code shutdown} and {@code proxy}.
 */
final class ConnectionSettings {
    static final Setting<Integer> ADDRESS_MAX_CONNECTIONS = Setting.of(
            "address.max_connections",
            SettingTypes.integer(0, 1_000_000),
            0,
            "WebSockets that one IP address may have open at a time; one more is closed with 1013, try again later, and"
                    + " counts until its connection is gone. 0 for any number, as the endpoints behind one NAT share an"
                    + " address. HTTP requests are not counted; standalone, an unfinished one ends after"
                    + " heartbeat.pong_timeout.");
    static final Setting<Duration> ADDRESS_CLOSE_TIMEOUT = Setting.of(
            "address.close_timeout",
            SettingTypes.seconds(0.01, 3600),
            Duration.ofSeconds(2),
            "Seconds that the client of a refused WebSocket has to answer the close before its connection is cut"
                    + " (Tomcat cuts up to 10 s later).");

    static final Setting<Integer> ADMISSION_MAX_UNREGISTERED_BYTES = Setting.of(
            "admission.max_unregistered_bytes",
            SettingTypes.integer(256, 1 << 30),
            8192,
            "Longest accepted message before a connection's registration has arrived, in UTF-8 bytes; a longer one closes"
                    + " its connection, as soon as it is known to be longer.");
    static final Setting<Duration> ADMISSION_REGISTRATION_TIMEOUT = Setting.of(
            "admission.registration_timeout",
            SettingTypes.seconds(0.01, 3600),
            Duration.ofSeconds(30),
            "Seconds until a connection's registration must have arrived; else it is closed with 1013, try again later.");
    static final Setting<Duration> ADMISSION_MESSAGE_TIMEOUT = Setting.of(
            "admission.message_timeout",
            SettingTypes.seconds(0.01, 86_400),
            Duration.ofMinutes(2),
            "Seconds that one message may take to arrive, from its first byte to its last; past it the connection is"
                    + " closed with 1013, try again later.");

    static final Setting<Integer> INBOX_MAX_MESSAGES = Setting.of(
            "inbox.max_messages",
            SettingTypes.integer(1, 10_000),
            64,
            "Messages of one connection that may wait while its user is being authenticated; one more closes it.");
    static final Setting<Long> INBOX_MAX_BYTES = Setting.of(
            "inbox.max_bytes",
            SettingTypes.longInteger(1024, 1L << 40),
            1L << 20,
            "UTF-8 bytes of these messages; a message past it closes its connection.");

    static final Setting<Integer> OUTBOX_MAX_MESSAGES = Setting.of(
            "outbox.max_messages",
            SettingTypes.integer(1, 1_000_000),
            65_536,
            "Messages that may wait to be sent to one connection, a guard against tiny ones; one more is returned to its"
                    + " sender.");
    static final Setting<Long> OUTBOX_MAX_BYTES = Setting.of(
            "outbox.max_bytes",
            SettingTypes.longInteger(1024, 1L << 40),
            16L << 20,
            "UTF-8 bytes that may wait to be sent to one connection; a message past it is returned to its sender.");
    static final Setting<Long> OUTBOX_MAX_RETURNED_BYTES = Setting.of(
            "outbox.max_returned_bytes",
            SettingTypes.longInteger(1024, 1L << 40),
            64L << 20,
            "UTF-8 bytes that may wait besides: messages that are returned to their sender because connections have ended;"
                    + " one past it closes the sender, who does not read.");
    static final Setting<Long> OUTBOX_MAX_TOTAL_BYTES = Setting.of(
            "outbox.max_total_bytes",
            SettingTypes.longInteger(0, 1L << 40),
            0L,
            "Bytes of memory that messages to all connections may take while they wait: their text, twice the sender's name"
                    + " and 512 bytes each. A message past it is returned to its sender; responses and returned messages may"
                    + " take as much again. 0 for a quarter of the JVM's largest heap.");
    static final Setting<Duration> OUTBOX_SEND_TIMEOUT = Setting.of(
            "outbox.send_timeout",
            SettingTypes.seconds(0.01, 3600),
            Duration.ofSeconds(20),
            "Seconds that one send may take before its connection is ended.");

    static final Setting<Duration> PING_INTERVAL = Setting.of(
            "heartbeat.ping_interval",
            SettingTypes.seconds(0.01, 3600),
            Duration.ofSeconds(20),
            "Seconds between two pings of one connection.");
    static final Setting<Duration> PONG_TIMEOUT = Setting.of(
            "heartbeat.pong_timeout",
            SettingTypes.seconds(0.01, 3600),
            Duration.ofSeconds(20),
            "Seconds without a sign of life after a ping that end a connection, as an unfinished close does and,"
                    + " standalone, an unfinished HTTP request.");

    static final Setting<Integer> TAKEOVER_MAX_PER_MINUTE = Setting.of(
            "takeover.max_per_minute",
            SettingTypes.integer(1, 1_000_000),
            60,
            "Takeovers of one uuid within a minute; the next endpoint that claims it is refused.");
    static final Setting<Integer> TAKEOVER_MAX_UUIDS = Setting.of(
            "takeover.max_uuids",
            SettingTypes.integer(1, 1_000_000),
            10_000,
            "Uuids whose takeovers are counted at a time; past it the one counted longest begins anew.");

    static final Setting<Duration> SHUTDOWN_TIMEOUT = Setting.of(
            "shutdown.timeout",
            SettingTypes.seconds(0, 300),
            Duration.ofSeconds(3),
            "Seconds that a stopping relay waits for its connections to close.");

    static final Setting<List<AddressRange>> PROXY_TRUSTED = Setting.of(
            "proxy.trusted",
            SettingTypes.list(ValueTypes.addressRange(), 0),
            List.of(),
            "Reverse proxies whose X-Forwarded-For or Forwarded header is believed. A proxy that writes X-Forwarded-For"
                    + " must remove the client's Forwarded header: if the two name different hosts, the proxy's own address is"
                    + " logged and limited.");

    /** In the order of {@code relay.toml}. */
    static final List<Setting<?>> ALL = List.of(
            ADDRESS_MAX_CONNECTIONS,
            ADDRESS_CLOSE_TIMEOUT,
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
            SHUTDOWN_TIMEOUT,
            PROXY_TRUSTED);

    private ConnectionSettings() {}
}
