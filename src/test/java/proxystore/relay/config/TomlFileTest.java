package proxystore.relay.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.config.schema.SettingValues;

class TomlFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path directory;

    private SettingValues read(String toml) throws IOException, ConfigException {
        SettingValues values = new SettingValues();
        TomlFile.read(Files.writeString(directory.resolve("relay.toml"), toml), values);
        return values;
    }

    @Test
    void valuesAreReadWithTheirLines() throws Exception {
        SettingValues values =
                read("# comment\nport = 9\noutbox.max_bytes = 2048\nheartbeat = { ping_interval = 1.5 }\n");
        assertThat(values.get(GeneralSettings.PORT)).isEqualTo(9);
        assertThat(values.origin(GeneralSettings.PORT)).contains(directory.resolve("relay.toml") + ":2");
        assertThat(values.get(ConnectionSettings.OUTBOX_MAX_BYTES)).isEqualTo(2048);
        assertThat(values.get(ConnectionSettings.PING_INTERVAL)).hasMillis(1500);
        assertThat(values.isSet(GeneralSettings.HOST)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "port = 70000 | :1: port: 70000 is out of range (0 to 65535)",
                "port = -1 | :1: port: -1 is out of range (0 to 65535)",
                "port = '8765' | :1: port: \"8765\" is not an integer (0 to 65535)",
                "port = 1.0 | :1: port: 1.0 is not an integer (0 to 65535)",
                "port = [1] | :1: port: an array is not an integer (0 to 65535)",
                "port.number = 1 | :1: port: a table is not an integer (0 to 65535)",
                "host = '' | :1: host: \"\" is not a text, not blank",
                "host = 2026-01-01 | :1: host: 2026-01-01 is not a text, not blank",
                "protocol = 1.0 | :1: protocol: 1.0 is not one of \"auto\", \"0.5\", \"1.0\"",
                "outbox.send_timeout = nan | :1: outbox.send_timeout: NaN is out of range (0.01 to 3600)",
                "outbox.send_timeout = '1s' | :1: outbox.send_timeout: \"1s\" is not a number of seconds (0.01 to 3600)",
                "proxy.trusted = ['a.b'] | :1: proxy.trusted: \"a.b\" is not an IP address or CIDR range",
                "auth.kwargs.client_secret = 12345678 | :1: auth.kwargs.client_secret: must be a text, not blank",
                "prot = 1 | :1: prot: unknown key, did you mean port?",
                "log_dir = 'x' | :1: log_dir: unknown key, did you mean logging.log_dir?",
                "outbox.max_byte = 1 | :1: outbox.max_byte: unknown key, did you mean outbox.max_bytes?",
                "outbox.colour = 1 | :1: outbox.colour: unknown key (allowed here: max_messages, max_bytes, max_returned_bytes,"
                        + " max_total_bytes, send_timeout)",
                "nonsense.colour = 1 | :1: nonsense: unknown table (tables: address, admission, inbox, outbox, heartbeat,"
                        + " takeover, shutdown, proxy, rate, cluster, standalone, auth, auth.kwargs, logging, admin)",
                "[loging] | :1: loging: unknown table, did you mean [logging]?",
                "colour = 1 | :1: colour: unknown key (allowed here: host, port, certfile, keyfile,"
                        + " max_message_bytes, protocol, source, origins, pages)",
                "auth.kwargs.jwks_url = 'https://user:pw@sso/x' | :1: auth.kwargs.jwks_url: \"https://***@sso/x\" is not"
                        + " an http or https URL without user, password and fragment",
                "auth = 'globus' | :1: auth: must be a table, [auth]",
                "[[auth]] | :1: auth: must be a table, [auth]",
                "'auth.method' = 'jwt' | :1: \"auth.method\": unknown key, did you mean auth.method?",
            })
    void mistakeIsOneLineWithFileLineAndKey(String toml, String message) {
        assertThatThrownBy(() -> read(toml))
                .isInstanceOf(ConfigException.class)
                .hasMessage(directory.resolve("relay.toml") + message);
    }

    @ParameterizedTest
    @CsvSource({
        "default_log_level, '\"INFO\"', default_level",
        "websockets_log_level, '\"WARNING\"', websockets_level",
        "connected_client_logging_interval, 60, current_client_interval",
        "connected_client_logging_limit, 32, current_client_limit"
    })
    void keyThatProxyStoreIgnoresIsIgnoredWithAWarningThatNamesTheEffectiveKey(String key, String value, String works)
            throws Exception {
        SettingValues values = new SettingValues();
        Path file = Files.writeString(
                directory.resolve("relay.toml"), "port = 8700\n\n[logging]\n" + key + " = " + value + "\n");

        assertThat(TomlFile.read(file, values))
                .containsExactly(file + ":4: logging." + key
                        + " has no effect, here as in ProxyStore; the key that works is logging." + works);
        assertThat(values.get(GeneralSettings.PORT)).isEqualTo(8700);
        assertThat(Settings.find("logging." + works)).isPresent();
    }

    @Test
    void byteOrderMarkIsSkipped() throws Exception {
        SettingValues values = new SettingValues();
        Path file = Files.writeString(directory.resolve("relay.toml"), "\ufeffport = 8700\n");

        assertThat(TomlFile.read(file, values)).isEmpty();
        assertThat(values.get(GeneralSettings.PORT)).isEqualTo(8700);
    }

    @Test
    void syntaxErrorIsOneLineWithLineAndColumn() {
        assertThatThrownBy(() -> read("host = \"a\"\nport = = 1\n"))
                .isInstanceOf(ConfigException.class)
                .message()
                .startsWith(directory.resolve("relay.toml") + ":2:8: ")
                .hasLineCount(1);
        assertThatThrownBy(() -> read("port = 1\nport = 2\n"))
                .isInstanceOf(ConfigException.class)
                .message()
                .startsWith(directory.resolve("relay.toml") + ":2:1: ")
                .hasLineCount(1);
    }

    @Test
    void controlCharactersOfAValueStayOnOneLine() {
        assertThatThrownBy(() -> read("protocol = \"a\\nb\\u001b[31m" + "x".repeat(500) + "\""))
                .isInstanceOf(ConfigException.class)
                .message()
                .doesNotContain("\n", "\u001b")
                .contains("protocol: \"a\\nb\\u001b[31mxxx")
                .hasSizeLessThan(directory.toString().length() + 200);
    }

    @Test
    void unreadableFileIsOneLine() throws IOException {
        SettingValues values = new SettingValues();
        Path missing = directory.resolve("missing.toml");
        assertThatThrownBy(() -> TomlFile.read(missing, values))
                .isInstanceOf(ConfigException.class)
                .hasMessage(missing + ": no such file");
        assertThatThrownBy(() -> TomlFile.read(directory, values))
                .isInstanceOf(ConfigException.class)
                .message()
                .startsWith(directory + ": cannot be read: ")
                .hasLineCount(1);
        Path binary = Files.write(directory.resolve("binary.toml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThatThrownBy(() -> TomlFile.read(binary, values))
                .isInstanceOf(ConfigException.class)
                .hasMessage(binary + ": not UTF-8 text");
    }
}
