package proxystore.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import proxystore.relay.config.ConfigLoader;
import proxystore.relay.config.RelayConfig;

class StartLogTest {
    @RegisterExtension
    private final LogLines lines = new LogLines(StartLog.class);

    @TempDir
    private Path directory;

    private void write(String toml) throws Exception {
        Path file = Files.writeString(directory.resolve("relay.toml"), toml);
        StartLog.write(ConfigLoader.load(Optional.of(file), Map.of(), Map.of(), Map.of()));
    }

    @Test
    void buildConfigurationFileAuthenticationAndLimitsAreLogged() throws Exception {
        write("max_message_bytes = 2000\nprotocol = \"1.0\"\n[admission]\nmax_connections = 50\n");
        assertThat(lines.get())
                .containsExactly(
                        "INFO Relay " + RelayVersion.text() + " (commit " + RelayVersion.commit() + "), Java "
                                + Runtime.version() + ", process "
                                + ProcessHandle.current().pid(),
                        "INFO Configuration: " + directory.resolve("relay.toml") + "; generations: 1.0",
                        "INFO Authentication: none, every client belongs to one user",
                        "INFO Limits: 50 connections, any number of one address, any number of one user; messages of"
                                + " 2000 bytes");
    }

    @ParameterizedTest
    @CsvSource({
        "'method = \"tokens\"\nkwargs.tokens_file = \"/etc/tokens\"', 'tokens, /etc/tokens'",
        "'method = \"jwt\"\nkwargs.issuer = \"https://sso\"\nkwargs.jwks_url = \"https://sso/k\"\nkwargs.audience = \"a\"',"
                + "'jwt, issuer https://sso'",
        "'method = \"globus\"\nkwargs.client_id = \"i\"\nkwargs.client_secret = \"hidden\"',"
                + "'globus, https://auth.globus.org/v2/oauth2/token/introspect'",
        "'method = \"container\"', container"
    })
    void authenticationIsLoggedWithItsSource(String toml, String logged) throws Exception {
        write("[auth]\n" + toml + "\n");
        assertThat(lines.get()).contains("INFO Authentication: " + logged).noneMatch(line -> line.contains("hidden"));
        StartLog.writeIfOpen(
                ConfigLoader.load(Optional.of(directory.resolve("relay.toml")), Map.of(), Map.of(), Map.of())
                        .config(),
                Level.WARNING,
                "");
        assertThat(lines.get()).noneMatch(line -> line.contains("Open to everybody"));
    }

    @Test
    void warningsOfTheConfigurationAndARelayWithoutUsersAreLogged() throws Exception {
        write("[inbox]\nmax_bytes = 1024\n");
        StartLog.writeIfOpen(RelayConfig.defaults(), Level.WARNING, ", in plain text");
        assertThat(lines.get())
                .anyMatch(line -> line.startsWith("WARN inbox.max_bytes is less than"))
                .last()
                .asString()
                .startsWith("WARN Open to everybody: anyone who reaches the relay can connect, in plain text, and");
    }
}
