package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import proxystore.relay.config.schema.Setting;

class ConfigLoaderTest {
    private static final String PROXYSTORE_FILE = """
            host = "127.0.0.1"
            port = 8700
            certfile = "/path/to/cert.pem"
            keyfile = "/path/to/privkey.pem"
            max_message_bytes = 100000

            [auth]
            method = "globus"

            [auth.kwargs]
            client_id = "5f2ac0b1"
            client_secret = "hush-hush"
            audience = "Test"

            [logging]
            log_dir = "/path/to/log/dir"
            default_level = "debug"
            websockets_level = 40
            current_client_interval = 30
            current_client_limit = 16
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path directory;

    private Path write(String toml) throws IOException {
        return Files.writeString(directory.resolve("relay.toml"), toml);
    }

    private static LoadedConfig load(Path file) throws ConfigException {
        return ConfigLoader.load(Optional.of(file), Map.of(), Map.of(), Map.of());
    }

    private static LoadedConfig loadEnvironment(Map<String, String> environment) throws ConfigException {
        return ConfigLoader.load(Optional.empty(), environment, Map.of(), Map.of());
    }

    @Test
    void defaultsAreUsedWithoutAnySource() throws ConfigException {
        LoadedConfig loaded = loadEnvironment(Map.of());
        assertThat(loaded.config()).isEqualTo(RelayConfig.defaults());
        assertThat(loaded.warnings()).isEmpty();
    }

    @Test
    void fileOfProxyStoreIsReadUnchanged() throws Exception {
        LoadedConfig loaded = load(write(PROXYSTORE_FILE));
        RelayConfig config = loaded.config();
        assertThat(config.listen())
                .isEqualTo(new ListenConfig(
                        "127.0.0.1",
                        8700,
                        Optional.of(Path.of("/path/to/cert.pem")),
                        Optional.of(Path.of("/path/to/privkey.pem"))));
        assertThat(config.maxMessageBytes()).isEqualTo(100_000);
        assertThat(config.auth().method()).isEqualTo(AuthMethod.GLOBUS);
        assertThat(config.auth().audience()).containsExactly("Test");
        IntrospectionConfig introspection = config.auth().introspection().orElseThrow();
        assertThat(introspection.clientId()).isEqualTo("5f2ac0b1");
        assertThat(introspection.clientSecret().value()).isEqualTo("hush-hush");
        assertThat(introspection.url()).hasToString("https://auth.globus.org/v2/oauth2/token/introspect");
        assertThat(config.logging())
                .isEqualTo(new LoggingConfig(
                        Optional.of(Path.of("/path/to/log/dir")),
                        LogLevel.DEBUG,
                        LogLevel.ERROR,
                        LogFormat.TEXT,
                        Optional.of(Duration.ofSeconds(30)),
                        OptionalInt.of(16),
                        100L << 20,
                        20,
                        6000,
                        10,
                        16_384));
        assertThat(loaded.warnings()).isEmpty();
    }

    @Test
    void eachLayerPrecedesTheOnesBelowIt() throws Exception {
        Path file =
                write("port = 1\nmax_message_bytes = 1001\n[outbox]\nmax_messages = 1\n[inbox]\nmax_messages = 1\n");
        RelayConfig config = ConfigLoader.load(
                        Optional.of(file),
                        Map.of("RELAY_PORT", "3", "RELAY_OUTBOX_MAX_MESSAGES", "3"),
                        Map.of("relay.port", "2", "relay.outbox.max_messages", "2", "relay.inbox.max_messages", "2"),
                        Map.of("port", "4"))
                .config();
        assertThat(config.listen().port()).isEqualTo(4);
        assertThat(config.outbox().maxMessages()).isEqualTo(3);
        assertThat(config.inbox().maxMessages()).isEqualTo(2);
        assertThat(config.maxMessageBytes()).isEqualTo(1001);
        assertThat(config.listen().host()).isEqualTo("0.0.0.0");
    }

    /** The ways to authenticate to NATS, of which a node uses one. */
    private static final Map<String, Set<Setting<?>>> NATS_CREDENTIALS = Map.of(
            "user", Set.of(ClusterSettings.USER, ClusterSettings.PASSWORD),
            "NKey", Set.of(ClusterSettings.NKEY_FILE),
            "credentials file", Set.of(ClusterSettings.CREDENTIALS_FILE));

    @ParameterizedTest
    @ValueSource(strings = {"user", "NKey", "credentials file"})
    void everySettingIsReadFromItsVariableAndFromItsContextParam(String natsCredentials) throws Exception {
        List<Setting<?>> settings = new ArrayList<>(Settings.all());
        NATS_CREDENTIALS.forEach((way, its) -> {
            if (!way.equals(natsCredentials)) {
                settings.removeAll(its);
            }
        });
        Map<String, String> environment = new HashMap<>();
        Map<String, String> parameters = new HashMap<>();
        for (Setting<?> setting : settings) {
            String text = SAMPLES.getOrDefault(setting.key(), "");
            assertThat(text).as("a sample for %s", setting).isNotEmpty();
            environment.put(setting.environmentVariable(), text);
            parameters.put(setting.contextParameter(), text);
        }
        LoadedConfig fromEnvironment = loadEnvironment(environment);
        LoadedConfig fromParameters = ConfigLoader.load(Optional.empty(), Map.of(), parameters, Map.of());
        assertThat(fromParameters.config()).isEqualTo(fromEnvironment.config());
        for (Setting<?> setting : settings) {
            assertThat(fromEnvironment.effective()).contains("# " + setting.environmentVariable() + "\n");
            assertThat(fromParameters.effective()).contains("# context-param " + setting.contextParameter() + "\n");
            setting.defaultText()
                    .ifPresent(unchanged -> assertThat(fromEnvironment.effective())
                            .as("%s differs from its default", setting)
                            .doesNotContain("\n" + setting.name() + " = " + unchanged + "  # "
                                    + setting.environmentVariable() + "\n"));
        }
    }

    /** For every setting a text other than its default. */
    private static final Map<String, String> SAMPLES = Map.ofEntries(
            Map.entry("host", "localhost"),
            Map.entry("pages", "info"),
            Map.entry("admin.host", "localhost"),
            Map.entry("admin.port", "1"),
            Map.entry("admin.access", "token"),
            Map.entry("admin.tokens_file", "admins"),
            Map.entry("admin.max_failures_per_minute", "20"),
            Map.entry("port", "0"),
            Map.entry("certfile", "c.pem"),
            Map.entry("keyfile", "k.pem"),
            Map.entry("max_message_bytes", "4096"),
            Map.entry("protocol", "1.0"),
            Map.entry("source", "enforce"),
            Map.entry("origins", "https://app.example"),
            Map.entry("address.max_connections", "6"),
            Map.entry("address.max_handshakes_per_second", "600"),
            Map.entry("address.close_timeout", "6.5"),
            Map.entry("admission.max_connections", "66"),
            Map.entry("admission.max_user_connections", "67"),
            Map.entry("admission.max_received_bytes", "68000000"),
            Map.entry("rate.max_messages_per_second", "71"),
            Map.entry("rate.max_bytes_per_second", "72"),
            Map.entry("rate.max_pings_per_second", "73"),
            Map.entry("rate.burst_seconds", "74"),
            Map.entry("rate.max_registrations_per_minute", "75"),
            Map.entry("rate.max_malformed_per_minute", "76"),
            Map.entry("cluster.url", "tls://nats.example:4222"),
            Map.entry("cluster.prefix", "another"),
            Map.entry("cluster.node", "one"),
            Map.entry("cluster.credentials_file", "one.creds"),
            Map.entry("cluster.nkey_file", "one.nk"),
            Map.entry("cluster.user", "me"),
            Map.entry("cluster.password", "hush"),
            Map.entry("cluster.ca_file", "nats-ca.pem"),
            Map.entry("cluster.certfile", "nats.pem"),
            Map.entry("cluster.keyfile", "nats-key.pem"),
            Map.entry("cluster.request_timeout", "4"),
            Map.entry("cluster.max_pending_messages", "77"),
            Map.entry("cluster.max_pending_bytes", "4096"),
            Map.entry("cluster.max_total_messages", "78"),
            Map.entry("cluster.max_total_bytes", "8192"),
            Map.entry("cluster.ready_without", "false"),
            Map.entry("inbox.max_messages", "7"),
            Map.entry("inbox.max_bytes", "7000"),
            Map.entry("admission.max_unregistered_bytes", "4096"),
            Map.entry("admission.registration_timeout", "15"),
            Map.entry("admission.message_timeout", "60"),
            Map.entry("outbox.max_messages", "8"),
            Map.entry("outbox.max_bytes", "9000"),
            Map.entry("outbox.max_returned_bytes", "9001"),
            Map.entry("outbox.max_total_bytes", "20000000"),
            Map.entry("outbox.send_timeout", "0.5"),
            Map.entry("heartbeat.ping_interval", "1"),
            Map.entry("heartbeat.pong_timeout", "2"),
            Map.entry("takeover.max_per_minute", "3"),
            Map.entry("takeover.max_uuids", "13"),
            Map.entry("shutdown.drain", "5"),
            Map.entry("shutdown.timeout", "4"),
            Map.entry("shutdown.lame_duck", "3600"),
            Map.entry("standalone.selectors", "3"),
            Map.entry("standalone.frames", "tyrus"),
            Map.entry("standalone.socket", "reuse_port"),
            Map.entry("standalone.tls_provider", "jdk"),
            Map.entry("standalone.certificate_check_interval", "3"),
            Map.entry("standalone.send_buffer_bytes", "14"),
            Map.entry("standalone.max_log_entries", "5"),
            Map.entry("standalone.log_timeout", "15"),
            Map.entry("proxy.trusted", "127.0.0.1, 10.0.0.0/8"),
            Map.entry("auth.method", "globus"),
            Map.entry("auth.timeout", "5"),
            Map.entry("auth.max_concurrent", "6"),
            Map.entry("auth.max_waiting", "7"),
            Map.entry("auth.max_answer_bytes", "1600"),
            Map.entry("auth.cache_entries", "8"),
            Map.entry("auth.cache_seconds", "9"),
            Map.entry("auth.refused_cache_seconds", "16"),
            Map.entry("auth.max_failures_per_minute", "17"),
            Map.entry("auth.clock_skew", "10"),
            Map.entry("auth.keys_max_age", "11"),
            Map.entry("auth.keys_min_interval", "12"),
            Map.entry("auth.reauthenticate", "close"),
            Map.entry("auth.proxy", "proxy.example:3128"),
            Map.entry("auth.ca_file", "ca.pem"),
            Map.entry("auth.kwargs.client_id", "me"),
            Map.entry("auth.kwargs.client_secret", "hush-hush"),
            Map.entry("auth.kwargs.audience", "one, two"),
            Map.entry("auth.kwargs.introspection_url", "https://id.example/introspect"),
            Map.entry("auth.kwargs.issuer", "https://id.example"),
            Map.entry("auth.kwargs.jwks_url", "https://id.example/keys"),
            Map.entry("auth.kwargs.algorithms", "ES512"),
            Map.entry("auth.kwargs.tokens_file", "tokens"),
            Map.entry("logging.log_dir", "log"),
            Map.entry("logging.default_level", "error"),
            Map.entry("logging.websockets_level", "10"),
            Map.entry("logging.format", "json"),
            Map.entry("logging.current_client_interval", "11"),
            Map.entry("logging.max_bytes", "2048"),
            Map.entry("logging.max_files", "3"),
            Map.entry("logging.max_lines", "13"),
            Map.entry("logging.max_warnings", "11"),
            Map.entry("logging.max_offers", "12"),
            Map.entry("logging.current_client_limit", "12"));

    @Test
    void listsInVariablesAreSeparatedByCommas() throws Exception {
        RelayConfig config = loadEnvironment(Map.of("RELAY_PROXY_TRUSTED", "127.0.0.1, 10.0.0.0/8"))
                .config();
        assertThat(config.proxy().trusts(InetAddress.getByName("10.9.8.7"))).isTrue();
        assertThat(config.proxy().trusted()).hasSize(2);
    }

    @Test
    void blankVariablesAndContextParamsCountAsAbsent() throws ConfigException {
        RelayConfig config = ConfigLoader.load(
                        Optional.empty(), Map.of("RELAY_PORT", ""), Map.of("relay.certfile", "  "), Map.of())
                .config();
        assertThat(config).isEqualTo(RelayConfig.defaults());
    }

    @Test
    void mistakeIsReportedWithTheVariableTheContextParamOrTheFlag() {
        assertThatThrownBy(() -> loadEnvironment(Map.of("RELAY_PORT", "70000")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("RELAY_PORT: 70000 is out of range (0 to 65535)");
        assertThatThrownBy(() -> ConfigLoader.load(Optional.empty(), Map.of(), Map.of("relay.port", "http"), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("context-param relay.port: \"http\" is not an integer (0 to 65535)");
        assertThatThrownBy(() -> ConfigLoader.load(
                        Optional.empty(), Map.of(), Map.of(), Map.of("logging.default_level", "loud")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "--log-level: \"loud\" is not a log level (CRITICAL, ERROR, WARNING, INFO, DEBUG or 0 to 50)");
    }

    @Test
    void warningIsOneLine() throws ConfigException {
        assertThat(loadEnvironment(Map.of("RELAY_OF\nTHE\u001bDAY", "1")).warnings())
                .containsExactly("RELAY_OF THE\\u001bDAY: unknown variable, ignored");
    }

    @Test
    void unknownVariableIsAWarningAndUnknownContextParamIsAnError() throws ConfigException {
        LoadedConfig loaded =
                loadEnvironment(Map.of("RELAY_PROT", "1", "RELAY_CONFIG", "x", "RELAY_OF_THE_DAY", "2", "PORT", "3"));
        assertThat(loaded.warnings())
                .containsExactly(
                        "RELAY_OF_THE_DAY: unknown variable, ignored",
                        "RELAY_PROT: unknown variable, ignored, did you mean RELAY_PORT?");
        assertThatThrownBy(() -> ConfigLoader.load(
                        Optional.empty(),
                        Map.of(),
                        Map.of("relay.config", "x", "other.thing", "y", "relay.hots", "z"),
                        Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("context-param relay.hots: unknown, did you mean relay.host?");
    }

    @ParameterizedTest
    @CsvSource({
        "RELAY_LOG_LEVEL, ', did you mean RELAY_LOGGING_DEFAULT_LEVEL?'",
        "RELAY_LOG_DIR, ', did you mean RELAY_LOGGING_LOG_DIR?'",
        "RELAY_TOKENS_FILE, ', did you mean RELAY_AUTH_KWARGS_TOKENS_FILE?'",
        "RELAY_OUTBOX_MAX_BYTE, ', did you mean RELAY_OUTBOX_MAX_BYTES?'",
        "RELAY_FOO, ''"
    })
    void variableThatWasMeantIsSuggested(String name, String suggestion) throws ConfigException {
        assertThat(loadEnvironment(Map.of(name, "1")).warnings())
                .containsExactly(name + ": unknown variable, ignored" + suggestion);
    }

    @Test
    void variablesOfTheLauncherAndOfTheLoadTesterAreNoMistake() throws ConfigException {
        assertThat(loadEnvironment(Map.of(
                                "RELAY_JAVA_OPTS", "-Xmx64m", "RELAY_BENCH_TOKEN", "t", "RELAY_DOCTOR_TOKEN", "t"))
                        .warnings())
                .isEmpty();
    }

    @Test
    void valuesWithoutEffectInAContainerAreKnown() throws Exception {
        LoadedConfig loaded = loadEnvironment(Map.of("RELAY_PORT", "1", "RELAY_OUTBOX_MAX_MESSAGES", "2"));
        assertThat(loaded.standaloneOnly())
                .containsExactly("port: only for the standalone relay, no effect here (RELAY_PORT)");
        assertThat(loaded.warnings()).isEmpty();
    }

    @Test
    void blankNameOfTheFileIsAMistake() {
        assertThatThrownBy(() -> ConfigLoader.file(Optional.of(" "), Map.of(), Map.of()))
                .hasMessage("--config: must be a path");
    }

    @Test
    void secretOnTheCommandLineIsRefused() {
        assertThatThrownBy(() -> ConfigLoader.load(
                        Optional.empty(), Map.of(), Map.of(), Map.of("auth.kwargs.client_secret", "hush-hush")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("auth.kwargs.client_secret: a secret cannot be given on the command line");
    }

    @Test
    void keyfileWithoutCertfileIsRefusedWithItsOrigin() throws IOException {
        Path file = write("port = 1\nkeyfile = \"key.pem\"\n");
        assertThatThrownBy(() -> load(file))
                .isInstanceOf(ConfigException.class)
                .hasMessage(file + ":2: keyfile: needs certfile to be set as well");
    }

    @Test
    void missingValueOfEachMethodIsReported() throws IOException {
        for (String[] lacking : new String[][] {
            {"globus", "", "client_id"},
            {"globus", "client_id = 'x'", "client_secret"},
            {"jwt", "", "issuer"},
            {"jwt", "issuer = 'x'", "jwks_url"},
            {"tokens", "", "tokens_file"},
        }) {
            Path file = write("[auth]\nmethod = '" + lacking[0] + "'\n[auth.kwargs]\n" + lacking[1]);
            assertThatThrownBy(() -> load(file))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "%s:2: auth.method: \"%s\" needs auth.kwargs.%s to be set", file, lacking[0], lacking[2]);
        }
    }

    @Test
    void proxyStoresVariablesGiveTheGlobusCredentials() throws ConfigException {
        Map<String, String> environment = Map.of(
                "RELAY_AUTH_METHOD", "globus",
                "PROXYSTORE_GLOBUS_CLIENT_ID", "theirs",
                "PROXYSTORE_GLOBUS_CLIENT_SECRET", "hush-hush");
        LoadedConfig loaded = loadEnvironment(environment);
        AuthConfig auth = loaded.config().auth();
        IntrospectionConfig introspection = auth.introspection().orElseThrow();
        assertThat(introspection.clientId()).isEqualTo("theirs");
        assertThat(introspection.clientSecret().value()).isEqualTo("hush-hush");
        assertThat(auth.audience()).containsExactly("ProxyStore");
        assertThat(loaded.effective()).contains("client_id = \"theirs\"  # PROXYSTORE_GLOBUS_CLIENT_ID\n");
    }

    private static final Map<String, String> WAY_OUT = Map.of(
            "HTTPS_PROXY", "http://alice:hush-hush@proxy.example:3128",
            "SSL_CERT_FILE", "/etc/ca.pem",
            "RELAY_AUTH_KWARGS_CLIENT_ID", "id",
            "RELAY_AUTH_KWARGS_CLIENT_SECRET", "hush-hush",
            "RELAY_AUTH_KWARGS_ISSUER", "https://id.example",
            "RELAY_AUTH_KWARGS_JWKS_URL", "https://id.example/keys");

    private static LoadedConfig loadWayOut(String method, Map<String, String> more) throws ConfigException {
        Map<String, String> environment = new HashMap<>(WAY_OUT);
        environment.put("RELAY_AUTH_METHOD", method);
        environment.putAll(more);
        return loadEnvironment(environment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"globus", "jwt"})
    void variablesOfOtherProgramsGiveTheRouteToTheProvider(String method) throws ConfigException {
        LoadedConfig loaded = loadWayOut(method, Map.of());
        ProviderConfig provider = loaded.config().auth().provider();
        ProxyUrl.ProxyCredentials credentials = new ProxyUrl.ProxyCredentials("alice", new Secret("hush-hush"));
        assertThat(provider.proxy().orElseThrow().value())
                .isEqualTo(new ProxyUrl("proxy.example", 3128, Optional.of(credentials)));
        assertThat(provider.proxy().orElseThrow().origin()).isEqualTo("HTTPS_PROXY");
        assertThat(provider.caFile().orElseThrow().value()).isEqualTo(Path.of("/etc/ca.pem"));
        assertThat(provider.caFile().orElseThrow().origin()).isEqualTo("SSL_CERT_FILE");
        assertThat(loaded.effective())
                .contains("\nproxy = \"http://********@proxy.example:3128\"  # HTTPS_PROXY\n")
                .doesNotContain("hush-hush");
    }

    @Test
    void settingsPrecedeVariablesOfOtherPrograms() throws ConfigException {
        ProviderConfig provider = loadWayOut(
                        "globus", Map.of("RELAY_AUTH_PROXY", "other:1", "RELAY_AUTH_CA_FILE", "own.pem"))
                .config()
                .auth()
                .provider();
        assertThat(provider.proxy().orElseThrow().value()).isEqualTo(new ProxyUrl("other", 1, Optional.empty()));
        assertThat(provider.proxy().orElseThrow().origin()).isEqualTo("RELAY_AUTH_PROXY");
        assertThat(provider.caFile().orElseThrow().value()).isEqualTo(Path.of("own.pem"));
    }

    @Test
    void relayWithoutAProviderReadsNoVariablesOfOtherPrograms() throws ConfigException {
        ProviderConfig provider = loadWayOut("none", Map.of("HTTPS_PROXY", "no proxy at all"))
                .config()
                .auth()
                .provider();
        assertThat(provider).isEqualTo(new ProviderConfig(Optional.empty(), Optional.empty()));
    }

    @Test
    void wrongProxyIsReportedWithItsVariableAndNotQuoted() {
        assertThatThrownBy(() -> loadWayOut("jwt", Map.of("HTTPS_PROXY", "socks5://alice:hush-hush@proxy:1080")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("HTTPS_PROXY: must be an http URL of a proxy, as in http://proxy.example.org:3128");
    }

    @Test
    void settingsPrecedeProxyStoresVariables() throws ConfigException {
        Map<String, String> environment = Map.of(
                "RELAY_AUTH_METHOD", "globus",
                "RELAY_AUTH_KWARGS_CLIENT_ID", "ours",
                "RELAY_AUTH_KWARGS_CLIENT_SECRET", "ours too",
                "PROXYSTORE_GLOBUS_CLIENT_ID", "theirs",
                "PROXYSTORE_GLOBUS_CLIENT_SECRET", "hush-hush");
        IntrospectionConfig introspection =
                loadEnvironment(environment).config().auth().introspection().orElseThrow();
        assertThat(introspection.clientId()).isEqualTo("ours");
        assertThat(introspection.clientSecret().value()).isEqualTo("ours too");
    }

    @Test
    void proxyStoresVariablesAreIgnoredWithoutGlobus() throws ConfigException {
        LoadedConfig loaded = loadEnvironment(Map.of("PROXYSTORE_GLOBUS_CLIENT_SECRET", "hush-hush"));
        assertThat(loaded.config()).isEqualTo(RelayConfig.defaults());
        assertThat(loaded.warnings()).isEmpty();
    }

    @Test
    void emptyAudienceReplacesTheDefault() throws Exception {
        Path file = write(PROXYSTORE_FILE.replace("\"Test\"", "[]"));
        assertThat(load(file).config().auth().audience()).isEmpty();
    }

    @Test
    void effectiveConfigurationHasEachOriginAndMasksSecrets() throws Exception {
        Path file = write(PROXYSTORE_FILE);
        LoadedConfig loaded =
                ConfigLoader.load(Optional.of(file), Map.of("RELAY_PORT", "1"), Map.of(), Map.of("host", "localhost"));
        assertThat(loaded.effective())
                .contains("host = \"localhost\"  # --host\n")
                .contains("port = 1  # RELAY_PORT\n")
                .contains("client_secret = \"********\"  # " + file + ":12\n")
                .contains("send_timeout = 20\n")
                .contains("#tokens_file =\n")
                .doesNotContain("hush-hush");
        assertThat(loaded.toString()).doesNotContain("hush-hush");
    }

    @Test
    void pathOfTheFileIsReadFromFlagThenVariableThenContextParam() throws ConfigException {
        Map<String, String> environment = Map.of("RELAY_CONFIG", "b.toml");
        Map<String, String> parameters = Map.of("relay.config", "c.toml");
        assertThat(ConfigLoader.file(Optional.of("a.toml"), environment, parameters))
                .contains(Path.of("a.toml"));
        assertThat(ConfigLoader.file(Optional.empty(), environment, parameters)).contains(Path.of("b.toml"));
        assertThat(ConfigLoader.file(Optional.empty(), Map.of("RELAY_CONFIG", ""), parameters))
                .contains(Path.of("c.toml"));
        assertThat(ConfigLoader.file(Optional.empty(), Map.of(), Map.of())).isEmpty();
        assertThatThrownBy(() -> ConfigLoader.file(Optional.of("a\0b"), Map.of(), Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessageEndingWith("not a path");
    }

    @Test
    void warningsAreImmutable() throws ConfigException {
        List<String> warnings = loadEnvironment(Map.of()).warnings();
        assertThatThrownBy(() -> warnings.add("x")).isInstanceOf(UnsupportedOperationException.class);
    }
}
