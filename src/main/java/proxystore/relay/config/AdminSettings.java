package proxystore.relay.config;

import java.nio.file.Path;
import java.util.List;
import proxystore.relay.config.schema.Setting;
import proxystore.relay.config.schema.SettingTypes;

/** The table {@code admin}: who sees the pages for administrators, and where. */
final class AdminSettings {
    static final Setting<String> HOST = Setting.of(
            "admin.host",
            SettingTypes.text(),
            "127.0.0.1",
            "Address of the network interface that admin.port listens on. Standalone only.");
    static final Setting<Integer> PORT = Setting.of(
            "admin.port",
            SettingTypes.integer(0, 65_535),
            "TCP port, without TLS, of the pages for administrators, which then are not on the relay's own port; 0 for any"
                    + " free one. Standalone only.");
    static final Setting<List<AdminAccess>> ACCESS = Setting.of(
            "admin.access",
            SettingTypes.list(SettingTypes.choice(AdminAccess.class), 0),
            List.of(AdminAccess.LOOPBACK),
            "Who is an administrator: loopback is every request from the relay's machine without headers of a proxy, token"
                    + " is a token of admin.tokens_file, role is the container's role relay-admin (WAR only). With [] no request is an administrator's.");
    static final Setting<Path> TOKENS_FILE = Setting.of(
            "admin.tokens_file",
            SettingTypes.path(),
            "The file of administrators and token hashes, made by relay tokens add; needs \"token\" in admin.access.");
    static final Setting<Integer> MAX_FAILURES = Setting.of(
            "admin.max_failures_per_minute",
            SettingTypes.integer(0, 1_000_000),
            10,
            "Wrong tokens of one IPv4 address, or one IPv6 network of 64 bits, within a minute; further requests with a token"
                    + " are answered with 429. 0 for any number.");

    /** In the order of {@code relay.toml}. */
    static final List<Setting<?>> ALL = List.of(HOST, PORT, ACCESS, TOKENS_FILE, MAX_FAILURES);

    private AdminSettings() {}
}
