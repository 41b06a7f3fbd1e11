package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import proxystore.relay.config.schema.AppliedWhen;
import proxystore.relay.config.schema.Setting;

class ChangedConfigTest {
    private static LoadedConfig loaded(Map<String, String> settings) throws ConfigException {
        Map<String, String> environment = new HashMap<>();
        settings.forEach(
                (key, text) -> environment.put(Settings.find(key).orElseThrow().environmentVariable(), text));
        return ConfigLoader.load(Optional.empty(), environment, Map.of(), Map.of());
    }

    private static List<String> keys(List<Setting<?>> settings) {
        return settings.stream().map(Setting::key).toList();
    }

    @Test
    void valuesThatCanChangeAreAppliedAndTheOthersStayAndAreNamed() throws Exception {
        LoadedConfig running = loaded(Map.of("port", "1000", "outbox.max_bytes", "100000"));

        ChangedConfig changed = ChangedConfig.of(
                running, loaded(Map.of("port", "2000", "rate.max_messages_per_second", "7", "protocol", "1.0")));

        assertThat(changed.appliedTexts())
                .containsExactly("outbox.max_bytes = 16777216", "rate.max_messages_per_second = 7");
        assertThat(keys(changed.restart())).containsExactly("port", "protocol");
        RelayConfig next = changed.next().config();
        assertThat(next.listen().port()).isEqualTo(1000);
        assertThat(next.protocol()).isEqualTo(AcceptedGenerations.AUTO);
        assertThat(next.rate().maxMessagesPerSecond()).isEqualTo(7);
        assertThat(next.outbox()).isEqualTo(RelayConfig.defaults().outbox());
    }

    @Test
    void theSameValuesChangeNothing() throws Exception {
        Map<String, String> settings = Map.of(
                "proxy.trusted", "192.0.2.0/24", "origins", "https://a.example", "auth.kwargs.client_secret", "hush");

        ChangedConfig changed = ChangedConfig.of(loaded(settings), loaded(settings));

        assertThat(changed.applied()).isEmpty();
        assertThat(changed.restart()).isEmpty();
    }

    @Test
    void whatNeedsARestartIsNamedAgainUntilThen() throws Exception {
        LoadedConfig edited = loaded(Map.of("port", "2000"));

        ChangedConfig first = ChangedConfig.of(loaded(Map.of()), edited);
        ChangedConfig second = ChangedConfig.of(first.next(), edited);

        assertThat(keys(second.restart())).containsExactly("port");
    }

    @Test
    void anotherCertificateIsAppliedButTlsBeginsAndEndsOnlyWithARestart() throws Exception {
        LoadedConfig plain = loaded(Map.of());
        LoadedConfig one = loaded(Map.of("certfile", "one.pem"));
        LoadedConfig other = loaded(Map.of("certfile", "other.pem", "keyfile", "other.key"));

        assertThat(keys(ChangedConfig.of(one, other).applied())).containsExactly("certfile", "keyfile");
        ChangedConfig begins = ChangedConfig.of(plain, other);
        assertThat(keys(begins.restart())).containsExactly("certfile", "keyfile");
        assertThat(begins.next().config().listen().certfile()).isEmpty();
        assertThat(keys(ChangedConfig.of(other, plain).restart())).containsExactly("certfile", "keyfile");
    }

    @Test
    void aValueThatDoesNotGoWithOneThatStaysIsRefused() throws Exception {
        LoadedConfig running = loaded(Map.of("certfile", "one.pem"));
        LoadedConfig loaded = loaded(Map.of("certfile", "one.pem", "keyfile", "one.key"));
        assertThat(ChangedConfig.of(running, loaded).next().config().listen().keyfile())
                .isPresent();

        assertThatThrownBy(() -> loaded(Map.of("keyfile", "one.key"))).isInstanceOf(ConfigException.class);
    }

    /** A secret that a log line would show, and a choice that other objects were built by, stay until a restart. */
    @Test
    void noSecretAndNoAddressChangesAtRunTime() {
        assertThat(Settings.all())
                .filteredOn(setting -> setting.applied() != AppliedWhen.RESTART)
                .noneMatch(Setting::secret)
                .extracting(Setting::key)
                .doesNotContain(
                        "host",
                        "port",
                        "admin.port",
                        "auth.method",
                        "standalone.frames",
                        "standalone.socket",
                        "max_message_bytes")
                .contains("certfile", "proxy.trusted", "logging.default_level", "address.max_connections");
    }
}
