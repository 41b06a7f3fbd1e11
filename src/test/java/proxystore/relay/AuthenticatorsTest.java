package proxystore.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import proxystore.relay.auth.Authentication;
import proxystore.relay.auth.Authenticator;
import proxystore.relay.auth.BearerToken;
import proxystore.relay.auth.Credentials;
import proxystore.relay.auth.User;
import proxystore.relay.auth.provider.ProviderStub;
import proxystore.relay.auth.provider.ProxyStub;
import proxystore.relay.auth.tokenfile.TokenFileEditor;
import proxystore.relay.config.AuthConfig;
import proxystore.relay.config.ConfigException;
import proxystore.relay.config.ConfigLoader;
import proxystore.relay.config.RelayConfig;
import proxystore.relay.config.schema.InvalidSettingException;
import proxystore.relay.standalone.tls.TestCertificates;

class AuthenticatorsTest {
    private static final String NOWHERE = "http://127.0.0.1:1/";

    @TempDir
    private Path directory;

    @AfterEach
    void assertNoThreadIsLeft() {
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("relay-auth-")));
    }

    private static Authenticator of(String method, Map<String, String> kwargs) {
        Map<String, String> settings = new HashMap<>(Map.of("auth.method", method));
        kwargs.forEach((key, value) -> settings.put("auth.kwargs." + key, value));
        return Authenticators.of(RelayConfig.of(settings).auth());
    }

    private static CompletableFuture<Authentication> ask(Authenticator authenticator, String token) {
        return authenticator
                .authenticate(new Credentials(Optional.of("Bearer " + token), Optional.of(new User("carol", "carol"))))
                .toCompletableFuture();
    }

    private static Authentication authenticate(Authenticator authenticator, String token) {
        try (authenticator) {
            return ask(authenticator, token).join();
        }
    }

    @Test
    void withoutAMethodNoProviderIsAsked() {
        assertThat(of("none", Map.of())).isSameAs(Authenticator.NONE);
    }

    @Test
    void tokensAreThoseOfTheFile() throws Exception {
        Path file = directory.resolve("tokens");
        String token = TokenFileEditor.add(file, "alice", "");
        Optional<String> hash = Optional.of(new BearerToken(token).sha256());
        assertThat(authenticate(of("tokens", Map.of("tokens_file", file.toString())), token))
                .isEqualTo(new Authentication.Accepted(new User("alice", "alice"), Optional.empty(), hash));
    }

    @Test
    void brokenFileIsAMistakeInTheConfigurationAndNamesTheKey() throws Exception {
        Path file = Files.writeString(directory.resolve("tokens"), "alice\n");
        assertThatThrownBy(() -> of("tokens", Map.of("tokens_file", file.toString())))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("auth.kwargs.tokens_file: tokens file " + file + ", line 1: ");
    }

    @Test
    void containersUserCountsWhereTheContainerAuthenticates() {
        assertThat(authenticate(of("container", Map.of()), "token"))
                .isEqualTo(new Authentication.Accepted(new User("carol", "carol")));
    }

    @Test
    void providerThatIsNotThereIsUnavailable() {
        assertThat(authenticate(
                        of(
                                "globus",
                                Map.of("client_id", "id", "client_secret", "secret", "introspection_url", NOWHERE)),
                        "token"))
                .isInstanceOf(Authentication.Unavailable.class);
    }

    /** The first check takes the time limit; the second waits for it, and has one limit for waiting and asking. */
    @Test
    void waitingForAThreadAndAskingTheProviderShareOneTimeLimit() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Map<String, String> settings = Map.of(
                    "auth.method", "globus",
                    "auth.timeout", "2",
                    "auth.max_concurrent", "1",
                    "auth.kwargs.client_id", "id",
                    "auth.kwargs.client_secret", "secret",
                    "auth.kwargs.introspection_url", "http://127.0.0.1:" + silent.getLocalPort() + "/");
            try (Authenticator authenticator =
                    Authenticators.of(RelayConfig.of(settings).auth())) {
                CompletableFuture<Authentication> asks = ask(authenticator, "first");
                silent.accept();
                CompletableFuture<Authentication> waits = ask(authenticator, "second");
                assertThat(asks.join()).isInstanceOf(Authentication.Unavailable.class);
                // The two limits end at about the same time; the thread may see the first of them first.
                assertThat(waits.join())
                        .isIn(
                                new Authentication.Unavailable("the check has taken longer than 2.0 s (auth.timeout)"),
                                new Authentication.Unavailable("the check has waited for its turn too long"));
            }
        }
    }

    /** The token is expired, but the relay cannot know that it is its issuer's: {@code iss} is right, the key unknown. */
    @Test
    void keysThatAreNotThereAreUnavailable() {
        String unsigned = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.eyJpc3MiOiJpc3N1ZXIiLCJzdWIiOiJhIn0.c2ln";
        assertThat(authenticate(of("jwt", Map.of("issuer", "issuer", "jwks_url", NOWHERE)), unsigned))
                .isInstanceOf(Authentication.Unavailable.class);
    }

    /** As ProxyStore's relay does it in the same environment. */
    @Test
    void providerOfAPrivateAuthorityBehindAProxyIsFoundThroughTheEnvironment() throws Exception {
        TestCertificates certificates = TestCertificates.in(directory);
        try (ProviderStub provider = new ProviderStub(certificates.serving());
                ProxyStub proxy = new ProxyStub()) {
            provider.answer("{\"active\": true, \"sub\": \"alice\", \"aud\": \"ProxyStore\"}");
            AuthConfig config = load(Map.of(
                    "RELAY_AUTH_METHOD",
                    "globus",
                    "RELAY_AUTH_KWARGS_CLIENT_ID",
                    "id",
                    "RELAY_AUTH_KWARGS_CLIENT_SECRET",
                    "secret",
                    "RELAY_AUTH_KWARGS_INTROSPECTION_URL",
                    provider.url("/introspect").toString(),
                    "https_proxy",
                    "127.0.0.1:" + proxy.port(),
                    "SSL_CERT_FILE",
                    certificates.certfile().toString()));
            assertThat(authenticate(Authenticators.of(config), "token"))
                    .isEqualTo(new Authentication.Accepted(new User("alice", "alice")));
            assertThat(proxy.asked()).hasSize(1);

            AuthConfig keys = load(Map.of(
                    "RELAY_AUTH_METHOD",
                    "jwt",
                    "RELAY_AUTH_KWARGS_ISSUER",
                    "issuer",
                    "RELAY_AUTH_KWARGS_JWKS_URL",
                    provider.url("/keys").toString(),
                    "https_proxy",
                    "127.0.0.1:" + proxy.port(),
                    "SSL_CERT_FILE",
                    certificates.certfile().toString()));
            String unsigned = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.eyJpc3MiOiJpc3N1ZXIiLCJzdWIiOiJhIn0.c2ln";
            provider.answer("{\"keys\": []}");
            assertThat(authenticate(Authenticators.of(keys), unsigned)).isInstanceOf(Authentication.Forbidden.class);
            assertThat(provider.asked()).extracting(ProviderStub.Asked::path).contains("/introspect", "/keys");
        }
    }

    @Test
    void wrongFileOfAuthoritiesIsAMistakeInTheConfigurationAndNamesTheVariable() throws Exception {
        AuthConfig config = load(Map.of(
                "RELAY_AUTH_METHOD", "jwt",
                "RELAY_AUTH_KWARGS_ISSUER", "issuer",
                "RELAY_AUTH_KWARGS_JWKS_URL", "https://id.example/keys",
                "CURL_CA_BUNDLE", directory.resolve("missing").toString()));
        assertThatThrownBy(() -> Authenticators.of(config))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage("auth.ca_file: " + directory.resolve("missing") + ": no such file (CURL_CA_BUNDLE)");
    }

    private static AuthConfig load(Map<String, String> environment) throws ConfigException {
        return ConfigLoader.load(Optional.empty(), environment, Map.of(), Map.of())
                .config()
                .auth();
    }
}
