package proxystore.relay.config;

import java.time.Duration;
import java.util.List;
import proxystore.relay.config.schema.AppliedWhen;
import proxystore.relay.config.schema.Setting;
import proxystore.relay.config.schema.SettingTypes;

/** The table {@code standalone}, for the standalone relay only. */
final class StandaloneSettings {
    static final Setting<Integer> STANDALONE_SELECTORS = Setting.of(
            "standalone.selectors",
            SettingTypes.integer(0, 1024),
            0,
            "Threads that read and write, each for its share of the connections; 0 for one per core. Standalone only.");
    static final Setting<FramePath> STANDALONE_FRAMES = Setting.of(
            "standalone.frames",
            SettingTypes.choice(FramePath.class),
            FramePath.DIRECT,
            "Code that decodes and encodes WebSocket frames: direct is the relay's own, tyrus is slower."
                    + " Standalone only.");
    static final Setting<ListeningSocket> STANDALONE_SOCKET = Setting.of(
            "standalone.socket",
            SettingTypes.choice(ListeningSocket.class),
            ListeningSocket.OWN,
            "The listening socket: own is the relay's alone; reuse_port (Linux) lets another relay of the same system user"
                    + " listen on the port; inherited is standard input, as from a socket unit of systemd, and host and port have"
                    + " no effect. The last two allow an upgrade that closes no connection. Standalone only.");
    static final Setting<TlsProvider> STANDALONE_TLS_PROVIDER = Setting.of(
            "standalone.tls_provider",
            SettingTypes.choice(TlsProvider.class),
            TlsProvider.AUTO,
            "Implementation of TLS: native is BoringSSL, whose handshakes cost a fifth of those of jdk; auto is native where its"
                    + " library loads (Linux with glibc on x86-64 or aarch64), otherwise jdk. Standalone only.");
    static final Setting<Duration> STANDALONE_CERTIFICATE_CHECK_INTERVAL = Setting.of(
            "standalone.certificate_check_interval",
            SettingTypes.seconds(0.01, 86_400),
            Duration.ofSeconds(10),
            "Seconds between two checks whether certfile or keyfile has changed; files that are the same in two checks are"
                    + " loaded. SIGHUP loads them at once. Standalone only.");
    static final Setting<Integer> STANDALONE_SEND_BUFFER_BYTES = Setting.of(
                    "standalone.send_buffer_bytes",
                    SettingTypes.integer(0, 1 << 30),
                    128 * 1024,
                    "Socket send buffer (SO_SNDBUF) of each client: what a client that ends has not read of it may be lost, all that"
                            + " waits behind it is returned. 0 for the system's, which grows to megabytes. Standalone only.")
            .applied(AppliedWhen.CONNECTION);
    static final Setting<Integer> STANDALONE_MAX_LOG_ENTRIES = Setting.of(
            "standalone.max_log_entries",
            SettingTypes.integer(1, 1_000_000),
            8192,
            "Log entries that may wait to be written; further ones are dropped and counted. Standalone only.");
    static final Setting<Duration> STANDALONE_LOG_TIMEOUT = Setting.of(
            "standalone.log_timeout",
            SettingTypes.seconds(0.01, 300),
            Duration.ofSeconds(2),
            "Seconds that a stopped relay waits for its last log entries to be written. Standalone only.");

    /** In the order of {@code relay.toml}. */
    static final List<Setting<?>> ALL = List.of(
            STANDALONE_SELECTORS,
            STANDALONE_FRAMES,
            STANDALONE_SOCKET,
            STANDALONE_TLS_PROVIDER,
            STANDALONE_CERTIFICATE_CHECK_INTERVAL,
            STANDALONE_SEND_BUFFER_BYTES,
            STANDALONE_MAX_LOG_ENTRIES,
            STANDALONE_LOG_TIMEOUT);

    private StandaloneSettings() {}
}
