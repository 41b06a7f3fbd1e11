package proxystore.relay.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.AuthenticationException;
import io.nats.client.Connection;
import io.nats.client.NKey;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.standalone.tls.TestAuthority;
import proxystore.relay.standalone.tls.TestCertificates;

@RequiresNats
@Execution(ExecutionMode.CONCURRENT)
class NatsOptionsTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    private Path directory;

    /** Connects as the settings say: key, value, key … */
    private static Connection connect(String url, String... further) throws IOException, InterruptedException {
        Map<String, String> settings = new HashMap<>(Map.of("cluster.url", url));
        for (int i = 0; i < further.length; i += 2) {
            settings.put("cluster." + further[i], further[i + 1]);
        }
        return Nats.connect(
                NatsOptions.of(RelayConfig.of(settings).cluster(), "node-1").build());
    }

    private void assertConnects(String url, String... settings) throws Exception {
        try (Connection connection = connect(url, settings)) {
            assertThat(connection.getStatus()).isEqualTo(Connection.Status.CONNECTED);
            assertThat(connection.getOptions().getConnectionName()).isEqualTo("node-1");
            connection.flush(Duration.ofSeconds(10));
        }
    }

    private String write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    @Test
    void aServerWithoutAuthenticationIsReachedByAnyNameOfItsHost() throws Exception {
        try (NatsServer server = NatsServer.start(directory)) {
            assertConnects(server.url());
            assertConnects("nats://localhost:" + server.port());
            assertConnects("nats://127.0.0.1:1," + server.url());
        }
    }

    @Test
    void userAndPasswordAreShown() throws Exception {
        try (NatsServer server = NatsServer.start(directory, "authorization { user: relay, password: \"a b\\\"c\" }")) {
            assertConnects(server.url(), "user", "relay", "password", "a b\"c");
            assertThatThrownBy(() -> connect(server.url(), "user", "relay", "password", "other"))
                    .isInstanceOf(AuthenticationException.class);
            assertThatThrownBy(() -> connect(server.url())).isInstanceOf(AuthenticationException.class);
        }
    }

    @Test
    void anNkeySignsTheChallenge() throws Exception {
        NKey key = NKey.createUser(null);
        String seed = write("relay.nk", new String(key.getSeed()) + "\n");
        String other = write("other.nk", new String(NKey.createUser(null).getSeed()));
        String configuration = "authorization { users: [ { nkey: " + new String(key.getPublicKey()) + " } ] }";
        try (NatsServer server = NatsServer.start(directory, configuration)) {
            assertConnects(server.url(), "nkey_file", seed);
            assertThatThrownBy(() -> connect(server.url(), "nkey_file", other))
                    .isInstanceOf(AuthenticationException.class);
        }
    }

    @Test
    void aCredentialsFileIsReadForEachConnection() throws Exception {
        NatsAccounts accounts = NatsAccounts.create();
        String file = write("relay.creds", accounts.credentials(DAY));
        try (NatsServer server = NatsServer.start(directory, accounts.configuration())) {
            assertConnects(server.url(), "credentials_file", file);
            Map<String, String> settings = Map.of("cluster.url", server.url(), "cluster.credentials_file", file);
            Options options =
                    NatsOptions.of(RelayConfig.of(settings).cluster(), "node-1").build();
            write("relay.creds", NatsAccounts.create().credentials(DAY));
            assertThatThrownBy(() -> Nats.connect(options)).isInstanceOf(AuthenticationException.class);
            write("relay.creds", accounts.credentials(DAY));
            Nats.connect(options).close();
            Files.delete(Path.of(file));
            Nats.connect(options).close(); // with those that were read before
        }
    }

    /** A key and a certificate for a host, of an authority, as files: {@code name.pem} and {@code name-key.pem}. */
    private void issue(TestAuthority authority, String name, String host) throws IOException {
        KeyPair keys = TestCertificates.keys("P-256");
        Instant now = Instant.now();
        write(
                name + ".pem",
                TestCertificates.pem(authority.issue(keys.getPublic(), host, now.minus(DAY), now.plus(DAY))));
        write(name + "-key.pem", TestCertificates.pkcs8(keys.getPrivate()));
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    private String tls(String name) {
        return "cert_file: \"" + path(name + ".pem") + "\", key_file: \"" + path(name + "-key.pem") + "\"";
    }

    @Test
    void theCertificateOfAServerIsOfATrustedAuthorityAndForItsHost() throws Exception {
        TestAuthority authority = TestAuthority.root("NATS");
        String ca = write("ca.pem", TestCertificates.pem(authority.certificate()));
        String other = write(
                "other.pem", TestCertificates.pem(TestAuthority.root("Other").certificate()));
        issue(authority, "localhost", "localhost");
        issue(authority, "elsewhere", "nats.example");
        try (NatsServer server = NatsServer.start(directory.resolve("right"), "tls { " + tls("localhost") + " }");
                NatsServer elsewhere =
                        NatsServer.start(directory.resolve("wrong"), "tls { " + tls("elsewhere") + " }")) {
            assertConnects(server.tlsUrl(), "ca_file", ca);
            assertThatThrownBy(() -> connect(server.tlsUrl(), "ca_file", other)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> connect(server.tlsUrl())).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> connect(elsewhere.tlsUrl(), "ca_file", ca)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> connect(server.url())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aNodeShowsItsOwnCertificate() throws Exception {
        TestAuthority authority = TestAuthority.root("NATS");
        String ca = write("ca.pem", TestCertificates.pem(authority.certificate()));
        issue(authority, "localhost", "localhost");
        issue(authority, "node", "node");
        String configuration = "tls { " + tls("localhost") + ", ca_file: \"" + ca + "\", verify: true }";
        try (NatsServer server = NatsServer.start(directory, configuration)) {
            assertConnects(
                    server.tlsUrl(), "ca_file", ca, "certfile", path("node.pem"), "keyfile", path("node-key.pem"));
            assertThatThrownBy(() -> connect(server.tlsUrl(), "ca_file", ca)).isInstanceOf(IOException.class);
        }
    }

    private static void assertRefused(String url, String key, String file, String complaint) {
        assertThatThrownBy(() -> connect(url, key, file))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("cluster." + key + ": " + file + ": " + complaint);
    }

    @Test
    void filesThatAreNotInOrderAreNamed() throws Exception {
        String missing = path("missing");
        String other = write("other", "hush");
        assertRefused("nats://a", "credentials_file", missing, "no such file");
        assertRefused("nats://a", "nkey_file", missing, "no such file");
        assertRefused("tls://a", "ca_file", missing, "no such file");
        assertRefused("nats://a", "nkey_file", other, "no seed of a user's NKey in it (SU and 56 further characters)");
        assertRefused(
                "nats://a", "credentials_file", other, "no JWT of a NATS user in it (-----BEGIN NATS USER JWT-----)");
        assertRefused("tls://a", "ca_file", other, "no certificate in it (PEM: -----BEGIN CERTIFICATE-----)");
    }

    @Test
    void certificateAndKeyBelongTogether() throws Exception {
        TestAuthority authority = TestAuthority.root("NATS");
        issue(authority, "node", "node");
        String other = write(
                "rsa.pem", TestCertificates.pkcs8(TestCertificates.keys("RSA").getPrivate()));
        assertThatThrownBy(() -> connect("tls://a", "certfile", path("node.pem"), "keyfile", other))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("cluster.keyfile: " + other
                        + ": the private key is damaged, or of another kind than the certificate");
        assertThatThrownBy(() -> connect("tls://a", "certfile", path("node.pem"), "keyfile", path("node.pem")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("cluster.keyfile: " + path("node.pem")
                        + ": no private key in it that is not encrypted (PKCS #8: -----BEGIN PRIVATE KEY-----)");
    }
}
