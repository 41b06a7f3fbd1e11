package proxystore.relay.config;

import java.nio.file.Path;
import java.util.List;
import proxystore.relay.config.schema.AppliedWhen;
import proxystore.relay.config.schema.Setting;
import proxystore.relay.config.schema.SettingTypes;

/** The settings outside any table: where the relay listens and which messages it accepts. */
final class GeneralSettings {
    static final Setting<String> HOST = Setting.of(
                    "host",
                    SettingTypes.text(),
                    "0.0.0.0",
                    "Address to listen on; 0.0.0.0 is every network interface. Standalone only.")
            .withProxyStoreOption("--host", "ADDR");
    static final Setting<Integer> PORT = Setting.of(
                    "port",
                    SettingTypes.integer(0, 65_535),
                    8765,
                    "TCP port to listen on; 0 for any free one. Standalone only.")
            .withProxyStoreOption("--port", "PORT");
    static final Setting<Path> CERTFILE = Setting.of(
                    "certfile",
                    SettingTypes.path(),
                    "PEM file with the certificate chain; turns TLS on. Standalone only.")
            .withProxyStoreOption("--certfile", "PATH")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Path> KEYFILE = Setting.of(
                    "keyfile",
                    SettingTypes.path(),
                    "PEM file with the private key; without it the key is read from certfile. Standalone only.")
            .withProxyStoreOption("--keyfile", "PATH")
            .applied(AppliedWhen.AT_ONCE);
    static final Setting<Integer> MAX_MESSAGE_BYTES = Setting.of(
            "max_message_bytes",
            SettingTypes.integer(256, 1 << 30),
            1 << 20,
            "Longest accepted message, in UTF-8 bytes; a longer one closes its connection.");
    static final Setting<AcceptedGenerations> PROTOCOL = Setting.of(
            "protocol",
            SettingTypes.choice(AcceptedGenerations.class),
            AcceptedGenerations.AUTO,
            "Generation of endpoints that may register: 0.5 (ProxyStore 0.4 to 0.5), 1.0 (ProxyStore 0.6"
                    + " and later) or both with auto.");
    static final Setting<SourcePolicy> SOURCE = Setting.of(
            "source",
            SettingTypes.choice(SourcePolicy.class),
            SourcePolicy.TRUST,
            "What happens to a message whose source_uuid is not its sender's, on a relay without users:"
                    + " trust forwards it, warn forwards and logs it, enforce returns it.");
    static final Setting<List<Origin>> ORIGINS = Setting.of(
                    "origins",
                    SettingTypes.list(ValueTypes.origin(), 0),
                    List.of(),
                    "Origins of web pages that may connect besides the relay's own, \"*\" for any; with auth.method"
                            + " = \"container\" the relay's own too must be here. Handshakes of other pages are answered"
                            + " with 403, and endpoints, which send no Origin header, are not affected.")
            .applied(AppliedWhen.AT_ONCE);

    static final Setting<List<PageKind>> PAGES = Setting.of(
            "pages",
            SettingTypes.list(SettingTypes.choice(PageKind.class), 0),
            List.of(PageKind.values()),
            "Pages besides the one at the relay's address: health is /livez and /readyz, info is /info, check is /check, metrics"
                    + " is /metrics, status is /status, where disconnect allows to disconnect a client. metrics, status and"
                    + " disconnect are for administrators (admin.access), the others are public.");

    /** In the order of {@code relay.toml}. */
    static final List<Setting<?>> ALL =
            List.of(HOST, PORT, CERTFILE, KEYFILE, MAX_MESSAGE_BYTES, PROTOCOL, SOURCE, ORIGINS, PAGES);

    private GeneralSettings() {}
}
