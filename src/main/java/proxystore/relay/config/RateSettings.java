package proxystore.relay.config;

import java.time.Duration;
import java.util.List;
import proxystore.relay.config.schema.AppliedWhen;
import proxystore.relay.config.schema.Setting;
import proxystore.relay.config.schema.SettingTypes;

/** The table {@code rate}. */
final class RateSettings {
    static final Setting<Integer> MAX_MESSAGES = Setting.of(
                    "rate.max_messages_per_second",
                    SettingTypes.integer(0, 10_000_000),
                    0,
                    "Messages for peers that one connection may send in a second; beyond it the standalone relay reads no more from"
                            + " the connection for a while, and the WAR returns further ones to it. 0 for any number, because an"
                            + " endpoint sends bursts of thousands and may end when one is returned.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Long> MAX_BYTES = Setting.of(
                    "rate.max_bytes_per_second",
                    SettingTypes.longInteger(0, 1L << 40),
                    0L,
                    "UTF-8 bytes of messages for peers that one connection may send in a second; beyond it the relay does"
                            + " the same as beyond rate.max_messages_per_second. 0 for any number, for the same reason as there.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Integer> MAX_PINGS = Setting.of(
                    "rate.max_pings_per_second",
                    SettingTypes.integer(0, 1_000_000),
                    10,
                    "Pings of one connection that are answered in a second; endpoints send one every 20 s. 0 for any number."
                            + " Standalone only.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Duration> BURST = Setting.of(
                    "rate.burst_seconds",
                    SettingTypes.seconds(1, 3600),
                    Duration.ofSeconds(60),
                    "Seconds for which a connection may save up the messages, bytes and pings that it does not send; a new"
                            + " connection has saved this much.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Integer> MAX_REGISTRATIONS = Setting.of(
                    "rate.max_registrations_per_minute",
                    SettingTypes.integer(0, 1_000_000),
                    60,
                    "Registrations of one connection within a minute; one more closes it with 1013 (try again later). Endpoints"
                            + " register once for each connection. 0 for any number.")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Integer> MAX_MALFORMED = Setting.of(
                    "rate.max_malformed_per_minute",
                    SettingTypes.integer(0, 1_000_000),
                    600,
                    "Malformed messages of a connection of generation 0.5 that are skipped within a minute; one more closes it"
                            + " with 1013 (try again later). Endpoints send none. 0 for any number.")
            .applied(AppliedWhen.AT_ONCE);

    /** In the order of {@code relay.toml}. */
    static final List<Setting<?>> ALL =
            List.of(MAX_MESSAGES, MAX_BYTES, MAX_PINGS, BURST, MAX_REGISTRATIONS, MAX_MALFORMED);

    private RateSettings() {}
}
