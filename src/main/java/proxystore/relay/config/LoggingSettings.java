package proxystore.relay.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import proxystore.relay.config.schema.AppliedWhen;
import proxystore.relay.config.schema.Setting;
import proxystore.relay.config.schema.SettingTypes;

/** The table {@code logging}. */
final class LoggingSettings {
    static final Setting<Path> LOG_DIR = Setting.of(
                    "logging.log_dir",
                    SettingTypes.path(),
                    "Directory of server.log, created if missing; without it the log goes to standard output only."
                            + " Standalone only.")
            .withProxyStoreOption("--log-dir", "PATH");
    static final Setting<LogLevel> DEFAULT_LEVEL = Setting.of(
                    "logging.default_level",
                    ValueTypes.logLevel(),
                    LogLevel.INFO,
                    "Lowest logged level. Standalone only.")
            .withProxyStoreOption("--log-level", "LEVEL")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<LogLevel> WEBSOCKETS_LEVEL = Setting.of(
                    "logging.websockets_level",
                    ValueTypes.logLevel(),
                    LogLevel.WARNING,
                    "Lowest logged level of the WebSocket implementation. Standalone only.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<LogFormat> FORMAT = Setting.of(
                    "logging.format",
                    SettingTypes.choice(LogFormat.class),
                    LogFormat.TEXT,
                    "Form of the log: text, or json with one object per line. Standalone only.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Duration> CURRENT_CLIENT_INTERVAL = Setting.of(
            "logging.current_client_interval",
            SettingTypes.seconds(0, 86_400),
            Duration.ofSeconds(60),
            "Seconds between two entries with the number of connected clients; 0 for none.");
    static final Setting<Integer> CURRENT_CLIENT_LIMIT = Setting.of(
                    "logging.current_client_limit",
                    SettingTypes.integer(0, 1_000_000),
                    32,
                    "Number of clients below which the entry lists each of them; 0 to list none.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Long> MAX_BYTES = Setting.of(
                    "logging.max_bytes",
                    SettingTypes.longInteger(1024, 1L << 40),
                    100L << 20,
                    "Bytes of server.log at which it is renamed and a new one begins, before its week is over. Standalone only.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Integer> MAX_FILES = Setting.of(
                    "logging.max_files",
                    SettingTypes.integer(1, 10_000),
                    20,
                    "Renamed log files that are kept; the oldest further ones are deleted. Standalone only.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Integer> MAX_LINES = Setting.of(
                    "logging.max_lines",
                    SettingTypes.integer(0, 10_000_000),
                    6000,
                    "Entries about the clients of one IPv4 address, or one IPv6 network of 64 bits, within a minute; further ones"
                            + " are logged at DEBUG and counted. 0 for any number.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Integer> MAX_WARNINGS = Setting.of(
                    "logging.max_warnings",
                    SettingTypes.integer(1, 1_000_000),
                    10,
                    "Warnings about one connection's messages within a minute; further ones are logged at DEBUG.")
            .applied(AppliedWhen.CONNECTION);

    static final Setting<Integer> MAX_OFFERS = Setting.of(
            "logging.max_offers",
            SettingTypes.integer(0, 1_000_000),
            16_384,
            "Offers that wait for their answer and are watched, for DEBUG lines and metrics about answered and unanswered"
                    + " offers; further ones are forwarded unwatched. 0 for none.");

    /** In the order of {@code relay.toml}. */
    static final List<Setting<?>> ALL = List.of(
            LOG_DIR,
            DEFAULT_LEVEL,
            WEBSOCKETS_LEVEL,
            FORMAT,
            CURRENT_CLIENT_INTERVAL,
            CURRENT_CLIENT_LIMIT,
            MAX_BYTES,
            MAX_FILES,
            MAX_LINES,
            MAX_WARNINGS,
            MAX_OFFERS);

    private LoggingSettings() {}
}
